package io.millrace.policy.network;

/** Row after row: {@code sum += x[p] * row[p]}. */
final class LoopFactor implements Factor {

    private final int columns;
    private final float[][] rows;

    LoopFactor(int rows, int columns) {
        this.columns = columns;
        this.rows = new float[rows][Rows.padded(columns, Rows.WIDTH)];
    }

    @Override
    public void load(float[] source, int offset) {
        for (int p = 0; p < rows.length; p++) {
            System.arraycopy(source, offset + p * columns, rows[p], 0, columns);
        }
    }

    @Override
    public void loadTransposed(float[] source, int offset) {
        for (int j = 0; j < columns; j++) {
            int at = offset + j * rows.length;
            for (int p = 0; p < rows.length; p++) {
                rows[p][j] = source[at + p];
            }
        }
    }

    @Override
    public void getColumn(int column, float[] into) {
        for (int p = 0; p < rows.length; p++) {
            into[p] = rows[p][column];
        }
    }

    @Override
    public void addProduct(Rows from, int first, int count, Rows to, int at) {
        for (int row = 0; row < count; row++) {
            add(from.row(first + row), to.row(at + row));
        }
    }

    private void add(float[] x, float[] sum) {
        int p = 0;
        for (; p + 3 < rows.length; p += 4) {
            LoopKernel.addFour(sum, x[p], rows[p], x[p + 1], rows[p + 1], x[p + 2], rows[p + 2], x[p + 3], rows[p + 3]);
        }
        for (; p < rows.length; p++) {
            LoopKernel.addOne(sum, x[p], rows[p]);
        }
    }
}
