package io.millrace.policy.network;

/**
 * The arithmetic that multilayer perceptrons are made of. All kernels give the same bits: each result is
 * one chain of operations in an order that depends neither on how many rows go together nor on how many
 * numbers the processor takes at once. Safe for use by several threads.
 */
public interface Kernel {

    /** What computes, such as {@code Vector API, 512 bits}. */
    String description();

    /** Whether it is the Vector API: several times as fast as loops for layers of some width. */
    boolean vectorized();

    /** A right-hand factor of so many rows and columns, all zeros. */
    Factor factor(int rows, int columns);

    /**
     * Adds the product of a transpose and a matrix: {@code to[i][j] += from[p][i] * with[p][j]}, one fused
     * multiply-add after another in the order of the rows p.
     *
     * @param from      rows of as many columns as {@code to} has rows
     * @param firstFrom the first of them
     * @param with      rows of as many columns as {@code to} has
     * @param firstWith the first of them
     * @param count     how many rows of each
     */
    void addTransposedProduct(Rows from, int firstFrom, Rows with, int firstWith, int count, Rows to);

    /** Puts {@code count} rows from row {@code first} on through the activation. */
    void activate(Activation activation, Rows rows, int first, int count);

    /**
     * Turns gradients by what an activation put out into gradients by what went in.
     *
     * @param put      what it put out
     * @param firstPut the row of it that belongs to row 0 of {@code deltas}
     * @param deltas   changed in place
     * @param count    rows from row 0 on
     */
    void throughActivation(Activation activation, Rows put, int firstPut, Rows deltas, int count);

    /** The fastest that this Java was started with; always the same one in a process. */
    static Kernel fastest() {
        return Kernels.FASTEST;
    }

    /** Plain Java, on any machine. */
    static Kernel loops() {
        return Kernels.LOOPS;
    }
}
