package io.millrace.policy.distribution;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The choice of greatest value, and with probability epsilon one of all allowed choices, each as likely as
 * the next, the greatest included. The outputs are the values; of equal ones the first is greedy. Epsilon
 * is the free parameter, so that it travels with the weights that it belongs to. What the mask forbids is
 * neither greedy nor drawn. A sampled action is its index.
 *
 * <p>Values are learned from what follows an action and not by moving probabilities: there is no gradient.
 *
 * @see <a href="http://incompleteideas.net/book/the-book-2nd.html">Sutton and Barto 2018, section 2.2</a>
 */
public final class EpsilonGreedy implements ActionDistribution {

    private static final float[] NO_EXPLORATION = {0};

    private final int choices;
    private float[] free = NO_EXPLORATION;
    private int freeAt;

    private byte @Nullable [] mask;
    private int maskAt;
    private int allowed;
    private int greedy;
    private double epsilon;

    /** As many outputs as choices; at least 1. */
    public EpsilonGreedy(int choices) {
        if (choices < 1) {
            throw new IllegalArgumentException("There is no choice among " + choices + ". Use at least 1.");
        }
        this.choices = choices;
    }

    @Override
    public int outputs() {
        return choices;
    }

    /** One: epsilon. */
    @Override
    public int freeParameters() {
        return 1;
    }

    @Override
    public int sampledWidth() {
        return 1;
    }

    @Override
    public int actionWidth() {
        return 1;
    }

    @Override
    public boolean sampledIsAction() {
        return true;
    }

    @Override
    public void useFreeParameters(float[] parameters, int at) {
        free = parameters;
        freeAt = at;
    }

    /** {@inheritDoc} The mask is looked at until the next call, too. */
    @Override
    public void wrap(float[] outputs, int at, byte @Nullable [] mask, int maskAt) {
        Rows.requireFinite(outputs, at, choices);
        epsilon = free[freeAt];
        if (!(epsilon >= 0 && epsilon <= 1)) {
            throw new IllegalStateException("Epsilon is " + epsilon
                    + ", which is no probability. These weights were not made by an algorithm that learns values.");
        }
        this.mask = mask;
        this.maskAt = maskAt;
        allowed = 0;
        greedy = -1;
        for (int i = 0; i < choices; i++) {
            if (allows(i)) {
                allowed++;
                if (greedy < 0 || outputs[at + i] > outputs[at + greedy]) {
                    greedy = i;
                }
            }
        }
        if (greedy < 0) {
            throw new IllegalStateException("The mask allows none of " + choices
                    + " actions, so none can be taken. The environment has to allow one or end the episode.");
        }
    }

    @Override
    public void sample(RandomGenerator random, float[] sampled, int at) {
        sampled[at] = random.nextDouble() < epsilon ? allowedChoice(random.nextInt(allowed)) : greedy;
    }

    @Override
    public void mode(float[] sampled, int at) {
        sampled[at] = greedy;
    }

    @Override
    public void toAction(float[] sampled, int sampledAt, float[] action, int actionAt) {
        action[actionAt] = sampled[sampledAt];
    }

    @Override
    public double logProbability(float[] sampled, int at) {
        int action = (int) sampled[at];
        if (action < 0 || action >= choices || action != sampled[at]) {
            throw new IllegalArgumentException(
                    "Action " + sampled[at] + " is none of the " + choices + " choices, which are numbered from 0.");
        }
        double drawn = allows(action) ? epsilon / allowed : 0;
        return Math.log(action == greedy ? 1 - epsilon + drawn : drawn);
    }

    @Override
    public double entropy() {
        double other = epsilon / allowed;
        return part(1 - epsilon + other) + (allowed - 1) * part(other);
    }

    private static double part(double probability) {
        return probability > 0 ? -probability * Math.log(probability) : 0;
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
        throw new UnsupportedOperationException("Epsilon-greedy choices have no gradient: an algorithm that moves"
                + " probabilities needs the distribution categorical.");
    }

    private boolean allows(int choice) {
        return mask == null || mask[maskAt + choice] != 0;
    }

    private int allowedChoice(int number) {
        int left = number;
        for (int i = 0; i < choices; i++) {
            if (allows(i) && left-- == 0) {
                return i;
            }
        }
        throw new IllegalStateException("The mask was written to while its row was looked at.");
    }
}
