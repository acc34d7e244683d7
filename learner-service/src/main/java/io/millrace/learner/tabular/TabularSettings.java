package io.millrace.learner.tabular;

/**
 * What a table is made for and how it learns.
 *
 * @param observations observations there are, numbered from 0; at least 1
 * @param actions      actions there are, numbered from 0; at least 1
 * @param learningRate how far a value moves towards its target, the book's alpha; above 0, at most 1
 * @param discount     weight of the next step's reward, the book's gamma; in [0, 1]
 * @param epsilon      probability of an action drawn from all; in [0, 1]
 */
public record TabularSettings(int observations, int actions, double learningRate, double discount, double epsilon) {

    public TabularSettings {
        if (observations < 1 || actions < 1 || (long) observations * actions > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("A table of " + observations + " observations and " + actions
                    + " actions cannot be. Use at least 1 of each, and fewer than 2147483640 pairs.");
        }
        if (!(learningRate > 0 && learningRate <= 1)) {
            throw new IllegalArgumentException("The learning rate is " + learningRate
                    + ", with which values would stay or be thrown about. Use a number above 0 and at most 1, such as"
                    + " 0.2.");
        }
        if (!(discount >= 0 && discount <= 1)) {
            throw new IllegalArgumentException("The discount is " + discount
                    + ", with which values would grow without bound. Use 0 to 1, such as 0.99.");
        }
        if (!(epsilon >= 0 && epsilon <= 1)) {
            throw new IllegalArgumentException(
                    "Epsilon is " + epsilon + ", which is no probability. Use 0 to 1, such as 0.04.");
        }
    }
}
