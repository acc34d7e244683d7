package io.millrace.env.environments;

import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;

/**
 * How the growth factors {@code rho_0, rho_1, …} of a path come about, one before each decision. They are held as
 * natural logarithms, so that they cannot underflow. A law never changes; the path is with whoever draws it.
 */
sealed interface GrowthLaw permits DiscreteGrowth.Law, BrownianGrowth.Law, PoissonGrowth.Law {

    /**
     * Draws {@code ln rho_k}.
     *
     * @param before {@code ln rho_(k-1)} of this path; does not matter where k is 0
     */
    double draw(int k, double before, RandomGenerator random);

    /** {@code E ln rho_k} over all paths. */
    double expectedLog(int k);

    /**
     * Logarithm of the least that {@code rho_k} can be, given what came before it; linear in that.
     *
     * @param before {@code ln rho_(k-1)}; does not matter where k is 0
     * @return minus infinity where it can be as near to 0 as you like
     */
    double least(int k, double before);

    /**
     * Expectation of a function of {@code rho_k} over its least, a number from 1 on whose distribution does not depend
     * on what came before.
     *
     * @throws IllegalStateException if there is no least
     */
    double expectedOverLeast(int k, DoubleUnaryOperator function);
}
