package io.millrace.app.comparison;

/**
 * What a trial came to.
 *
 * @param returns undiscounted return of each episode of learning, in their order
 * @param greedy  mean undiscounted return of the greedy policy after the last of them; NaN where none was played
 * @param steps   environment steps of learning
 */
@SuppressWarnings("ArrayRecordComponent") // Read, never compared.
record TrialResult(double[] returns, double greedy, long steps) {}
