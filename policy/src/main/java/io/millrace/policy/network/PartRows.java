package io.millrace.policy.network;

import java.util.Arrays;

/**
 * Rows of numbers of each part of some observations: those of an observation's parts follow one another. Every sum
 * over the parts goes from the first to the last, so that its bits depend on nothing else.
 *
 * @param parts of an observation; at least 1
 * @param width numbers in a row; at least 1
 */
public record PartRows(int parts, int width) {

    /**
     * Sums the rows of each observation's parts.
     *
     * @param ofParts observations x parts x width
     * @param into    receives observations x width, from {@code at} on
     */
    public void sum(float[] ofParts, int observations, float[] into, int at) {
        Arrays.fill(into, at, at + observations * width, 0);
        for (int observation = 0; observation < observations; observation++) {
            int to = at + observation * width;
            for (int part = 0; part < parts; part++) {
                int from = (observation * parts + part) * width;
                for (int i = 0; i < width; i++) {
                    into[to + i] += ofParts[from + i];
                }
            }
        }
    }

    /** Averages the rows of each observation's parts; as {@link #sum}. */
    public void mean(float[] ofParts, int observations, float[] into) {
        sum(ofParts, observations, into, 0);
        divide(into, observations);
    }

    /** Turns gradients by a mean into gradients by each part's share of it; both observations x width. */
    public void divide(float[] numbers, int observations) {
        for (int i = 0; i < observations * width; i++) {
            numbers[i] /= parts;
        }
    }

    /**
     * Adds a row of each observation to the rows of all its parts.
     *
     * @param rows    observations x width, from {@code at} on
     * @param ofParts observations x parts x width; changed in place
     */
    public void addToEach(float[] rows, int at, int observations, float[] ofParts) {
        for (int observation = 0; observation < observations; observation++) {
            int from = at + observation * width;
            for (int part = 0; part < parts; part++) {
                int to = (observation * parts + part) * width;
                for (int i = 0; i < width; i++) {
                    ofParts[to + i] += rows[from + i];
                }
            }
        }
    }
}
