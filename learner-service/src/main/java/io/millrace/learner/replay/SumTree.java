package io.millrace.learner.replay;

/**
 * Numbers whose sum is known, and which can be found by a share of it, in time that grows with the logarithm of their
 * count. Sums are made anew from what is below them and never corrected by differences: they depend on the present
 * numbers alone, not on how these came about, and no rounding error gathers.
 */
final class SumTree {

    /** Numbers below a lowest sum: adding up so many costs less than the levels of a tree above them. */
    private static final int BLOCK = 16;

    private final float[] numbers;

    /** The tree in level order from 1 on; its lowest level, one sum for each block, begins at {@link #blocks}. */
    private final double[] sums;

    private final int blocks;

    /** So many zeros. */
    SumTree(int count) {
        numbers = new float[count];
        blocks = blocks(count);
        sums = new double[2 * blocks];
    }

    /** What so many numbers take, array headers apart. */
    static long bytes(int count) {
        return (long) count * Float.BYTES + 2L * blocks(count) * Double.BYTES;
    }

    float get(int index) {
        return numbers[index];
    }

    double total() {
        return sums[1];
    }

    void set(int index, float number) {
        numbers[index] = number;
        int node = blocks + index / BLOCK;
        sums[node] = blockSum(index / BLOCK);
        for (node /= 2; node >= 1; node /= 2) {
            sums[node] = sums[2 * node] + sums[2 * node + 1];
        }
    }

    /** Sets all from {@code from} (inclusive) to {@code to} (exclusive), at less cost than one by one. */
    void fill(int from, int to, float number) {
        for (int i = from; i < to; i++) {
            numbers[i] = number;
        }
        sumUp(from, to);
    }

    /** Sets all from {@code from} on. */
    void copy(float[] source, int sourceFrom, int from, int count) {
        System.arraycopy(source, sourceFrom, numbers, from, count);
        sumUp(from, from + count);
    }

    /**
     * The number in whose share a point lies, the numbers laid end to end. Never one that is 0 while the total is not:
     * where rounding leads beyond a part's last number, that one is taken.
     *
     * @param point from 0 (inclusive) to {@link #total}
     */
    int find(double point) {
        double rest = point;
        int node = 1;
        while (node < blocks) {
            int left = 2 * node;
            if (rest < sums[left] || sums[left + 1] == 0) {
                node = left;
            } else {
                rest -= sums[left];
                node = left + 1;
            }
        }
        return findInBlock(node - blocks, rest);
    }

    private int findInBlock(int block, double point) {
        double rest = point;
        int found = block * BLOCK;
        for (int i = block * BLOCK; i < blockEnd(block); i++) {
            if (numbers[i] > 0) {
                found = i;
                if (rest < numbers[i]) {
                    break;
                }
                rest -= numbers[i];
            }
        }
        return found;
    }

    private void sumUp(int from, int to) {
        if (from >= to) {
            return;
        }
        int first = blocks + from / BLOCK;
        int last = blocks + (to - 1) / BLOCK;
        for (int node = first; node <= last; node++) {
            sums[node] = blockSum(node - blocks);
        }
        while (first > 1) {
            first /= 2;
            last /= 2;
            for (int node = first; node <= last; node++) {
                sums[node] = sums[2 * node] + sums[2 * node + 1];
            }
        }
    }

    private double blockSum(int block) {
        double sum = 0;
        for (int i = block * BLOCK; i < blockEnd(block); i++) {
            sum += numbers[i];
        }
        return sum;
    }

    private int blockEnd(int block) {
        return Math.min(numbers.length, (block + 1) * BLOCK);
    }

    /** A power of two, so that all blocks lie on one level. */
    private static int blocks(int count) {
        int needed = (count + BLOCK - 1) / BLOCK;
        return needed <= 1 ? 1 : Integer.highestOneBit(needed - 1) * 2;
    }
}
