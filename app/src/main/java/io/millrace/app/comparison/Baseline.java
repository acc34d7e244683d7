package io.millrace.app.comparison;

import org.jspecify.annotations.Nullable;

/**
 * What an environment gives to those who know nothing and to those who know everything, undiscounted.
 *
 * @param random  mean return of random actions
 * @param optimum expected return of the best policy; null where it is unknown
 */
public record Baseline(double random, @Nullable Double optimum) {}
