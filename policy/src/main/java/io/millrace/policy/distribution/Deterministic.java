package io.millrace.policy.distribution;

import io.millrace.policy.space.ActionSpace;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One action for each observation, and normal noise around it to explore. The outputs, squashed into a box or a simplex
 * ({@link Squashing}), are the action in unit coordinates. The noise has the same deviation in each of these
 * coordinates; it is the free parameter, so that it travels with the weights that it belongs to. A sampled action is
 * the noisy one before it is brought back into the space: in a box by clipping, in a simplex by cutting what is
 * negative and dividing by the sum.
 *
 * <p>Log-probabilities are densities of the sampled action, entropies those of the noise. With a deviation of 0 nothing
 * is left to chance, and both speak of probabilities: the action has 1, another one 0, and the entropy is 0.
 *
 * <p>What is done is moved along the slope of its value and not by moving probabilities: there is no gradient.
 *
 * @see <a href="https://arxiv.org/abs/1509.02971">Lillicrap et al. 2016, equation 7</a>
 */
public final class Deterministic implements UnitActions {

    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
    private static final float[] NO_EXPLORATION = {0};

    private final Squashing squashing;
    private final float[] unit;
    private float[] free = NO_EXPLORATION;
    private int freeAt;
    private double deviation;

    /** @throws IllegalArgumentException if nothing can be squashed into the space */
    public Deterministic(ActionSpace space) {
        squashing = Squashing.into(space);
        unit = new float[squashing.unitWidth()];
    }

    @Override
    public Squashing squashing() {
        return squashing;
    }

    @Override
    public int outputs() {
        return squashing.rawWidth();
    }

    /** One: the deviation of the noise, in unit coordinates. */
    @Override
    public int freeParameters() {
        return 1;
    }

    @Override
    public int sampledWidth() {
        return unit.length;
    }

    @Override
    public int actionWidth() {
        return unit.length;
    }

    @Override
    public boolean sampledIsAction() {
        return false;
    }

    @Override
    public void useFreeParameters(float[] parameters, int at) {
        free = parameters;
        freeAt = at;
    }

    @Override
    public void wrap(float[] outputs, int at, byte @Nullable [] mask, int maskAt) {
        Rows.requireNoMask("deterministic", mask);
        Rows.requireFinite(outputs, at, outputs());
        deviation = free[freeAt];
        if (!(deviation >= 0 && deviation < Double.POSITIVE_INFINITY)) {
            throw new IllegalStateException("The deviation of the exploration noise is " + deviation
                    + ", but it is 0 or more. These weights were not made by an algorithm that acts"
                    + " deterministically.");
        }
        squashing.squash(outputs, at, unit, 0);
    }

    @Override
    public void sample(RandomGenerator random, float[] sampled, int at) {
        for (int i = 0; i < unit.length; i++) {
            sampled[at + i] = (float) (unit[i] + deviation * random.nextGaussian());
        }
    }

    @Override
    public void mode(float[] sampled, int at) {
        System.arraycopy(unit, 0, sampled, at, unit.length);
    }

    @Override
    public void toAction(float[] sampled, int sampledAt, float[] action, int actionAt) {
        toUnit(sampled, sampledAt, action, actionAt);
        squashing.toAction(action, actionAt, action, actionAt);
    }

    @Override
    public void toUnit(float[] sampled, int at, float[] into, int unitAt) {
        System.arraycopy(sampled, at, into, unitAt, unit.length);
        squashing.bringBack(into, unitAt);
    }

    @Override
    public double logProbability(float[] sampled, int at) {
        if (deviation == 0) {
            return isMode(sampled, at) ? 0 : Double.NEGATIVE_INFINITY;
        }
        double density = -unit.length * (Math.log(deviation) + HALF_LOG_TWO_PI);
        for (int i = 0; i < unit.length; i++) {
            double z = (sampled[at + i] - unit[i]) / deviation;
            density -= 0.5 * z * z;
        }
        return density;
    }

    @Override
    public double entropy() {
        return deviation == 0 ? 0 : unit.length * (Math.log(deviation) + 0.5 + HALF_LOG_TWO_PI);
    }

    /** @throws UnsupportedOperationException always: there is none */
    @Override
    public void addGradient(
            float[] sampled,
            int at,
            double logProbabilityWeight,
            double entropyWeight,
            float[] outputGradient,
            int gradientAt,
            float[] freeGradient) {
        throw new UnsupportedOperationException("A deterministic action has no probability to move: an algorithm that"
                + " moves probabilities needs another family, such as squashed-gaussian-by-state.");
    }

    private boolean isMode(float[] sampled, int at) {
        for (int i = 0; i < unit.length; i++) {
            if (sampled[at + i] != unit[i]) {
                return false;
            }
        }
        return true;
    }
}
