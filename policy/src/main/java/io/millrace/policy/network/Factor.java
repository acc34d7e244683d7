package io.millrace.policy.network;

/**
 * The right-hand factor of matrix products, kept in whatever form its {@link Kernel} multiplies fastest.
 * All zeros until it is loaded. Not safe for use by several threads.
 */
public interface Factor {

    /** Takes a matrix of {@code rows x columns} that begins at {@code offset}, row after row. */
    void load(float[] source, int offset);

    /** Takes the transpose of a matrix of {@code columns x rows} that begins at {@code offset}, row after row. */
    void loadTransposed(float[] source, int offset);

    /** Copies a column, one number from each row, to the array's beginning. */
    void getColumn(int column, float[] into);

    /**
     * Adds the product of some rows and this factor to as many rows of {@code to}. A sum begins with what
     * is there and takes one fused multiply-add after another in the order of the factor's rows, so that
     * every kernel gives the same bits, and a row the same ones among any others.
     *
     * @param from  rows of as many columns as this factor has rows
     * @param first the first of them
     * @param count how many; those that make up whole blocks of four are overwritten, too
     * @param to    rows of as many columns as this factor has
     * @param at    the first that is added to
     */
    void addProduct(Rows from, int first, int count, Rows to, int at);
}
