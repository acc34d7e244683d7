package io.millrace.app.migration;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A Markov chain that draws from a density by Hamiltonian dynamics: a point with a random momentum runs for a random
 * while along the density's gradient, in leapfrog steps, and where it arrives is accepted with the probability that
 * makes up for the steps' error. For densities about standard normal: masses are 1, and a quarter of a period, on
 * average, takes a point to where nothing of its beginning is left. Nothing is allocated per draw.
 *
 * @see <a href="https://arxiv.org/abs/1206.1901">Neal 2011, sections 3 and 4</a>
 */
final class HamiltonianChain {

    /** An error of the energy beyond this tells that the steps cannot follow the density. */
    private static final double DIVERGED = 1000;

    private static final int MOST_STEPS = 1000;

    private final LogDensity density;
    private final RandomGenerator random;
    private final StepSize stepSize;
    private double[] place;
    private double[] slope;
    private double height;
    private double[] proposedPlace;
    private double[] proposedSlope;
    private final double[] momentum;
    private int divergences;
    private int accepted;
    private int draws;
    private double step;

    /** @param start where it begins; the density is above zero there */
    HamiltonianChain(LogDensity density, double[] start, RandomGenerator random) {
        this.density = density;
        this.random = random;
        int n = density.dimension();
        place = start.clone();
        slope = new double[n];
        proposedPlace = new double[n];
        proposedSlope = new double[n];
        momentum = new double[n];
        height = density.at(place, slope);
        // By the fourth root of the dimension as the paper has it for independent directions.
        step = 1 / Math.sqrt(Math.sqrt(n));
        stepSize = new StepSize(step);
    }

    /** Moves on, and learns how long steps may be. */
    void warmUp() {
        step = stepSize.now();
        stepSize.learn(move());
    }

    /** Keeps the step size that warming up came to, and counts from here. */
    void settle() {
        step = stepSize.settled();
        divergences = 0;
        accepted = 0;
        draws = 0;
    }

    /**
     * Moves on.
     *
     * @return where it is; overwritten by the next call
     */
    double[] draw() {
        move();
        return place;
    }

    /** Draws since it settled whose steps could not follow the density. */
    int divergences() {
        return divergences;
    }

    /** Share of draws since it settled that moved. */
    double acceptance() {
        return draws == 0 ? 0 : (double) accepted / draws;
    }

    /** Length of a leapfrog step. */
    double step() {
        return step;
    }

    /** Gives the probability with which the proposal was accepted. */
    private double move() {
        draws++;
        double kinetic = 0;
        for (int i = 0; i < momentum.length; i++) {
            momentum[i] = random.nextGaussian();
            kinetic += momentum[i] * momentum[i];
        }
        double before = height - kinetic / 2;
        // A fixed time could be a period of some direction, which would never leave its place.
        double time = Math.PI / 2 * (0.5 + random.nextDouble());
        int steps = (int) Math.max(1, Math.min(MOST_STEPS, Math.round(time / step)));
        double proposed = leap(steps);
        double error = before - (proposed - squares(momentum) / 2);
        double uniform = random.nextDouble();
        if (!(error <= DIVERGED)) {
            divergences++;
        }
        double acceptance = Double.isNaN(error) ? 0 : Math.min(1, Math.exp(-error));
        if (uniform < acceptance) {
            accepted++;
            height = proposed;
            double[] old = place;
            place = proposedPlace;
            proposedPlace = old;
            old = slope;
            slope = proposedSlope;
            proposedSlope = old;
        }
        return acceptance;
    }

    private double leap(int steps) {
        System.arraycopy(place, 0, proposedPlace, 0, place.length);
        System.arraycopy(slope, 0, proposedSlope, 0, slope.length);
        double reached = height;
        for (int k = 0; k < steps; k++) {
            for (int i = 0; i < momentum.length; i++) {
                momentum[i] += step / 2 * proposedSlope[i];
                proposedPlace[i] += step * momentum[i];
            }
            reached = density.at(proposedPlace, proposedSlope);
            for (int i = 0; i < momentum.length; i++) {
                momentum[i] += step / 2 * proposedSlope[i];
            }
            if (!Double.isFinite(reached)) {
                return Double.NEGATIVE_INFINITY;
            }
        }
        return reached;
    }

    private static double squares(double[] numbers) {
        return Arrays.stream(numbers).map(one -> one * one).sum();
    }
}
