package io.millrace.policy.behaviour;

import io.millrace.policy.Policy;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import io.millrace.policy.space.ActionSpace;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Acts by a rule in the place of a policy that learns from it. It needs no parameters and takes whatever it is given,
 * so that weights versions travel as in any other run. Where actions are switches, each may be flipped by chance, so
 * that a record also holds what the rule alone would never show; log-probabilities and entropies are those of rule and
 * flips together. The greedy action is the rule's own.
 */
public final class BehaviourPolicy implements Policy {

    private final ObservationRule rule;
    private final ActionSpace space;
    private final double flip;
    private final double entropy;
    private final double logFlipped;
    private final double logKept;

    private int rows;
    private float[] chosen = {};
    private float[] actions = {};
    private float[] logProbabilities = {};

    /**
     * A policy that is ready to act.
     *
     * @param space of the actions; choices or switches, which are drawn as the environment receives them
     * @param flip  chance of each switch to be flipped; in [0, 1), and 0 for choices
     * @throws IllegalArgumentException if rule, space and flip do not fit together; the message says what would
     */
    public BehaviourPolicy(ObservationRule rule, ActionSpace space, double flip) {
        requireFitting(space, flip);
        if (rule.actionWidth() != space.width()) {
            throw new IllegalArgumentException("The rule decides " + rule.actionWidth() + " numbers, but the actions"
                    + " are " + space + ". Use a rule of the same environment.");
        }
        this.rule = rule;
        this.space = space;
        this.flip = flip;
        logFlipped = Math.log(flip);
        logKept = Math.log1p(-flip);
        entropy = flip == 0 ? 0 : -space.width() * (flip * logFlipped + (1 - flip) * logKept);
    }

    /**
     * Refuses what no rule can act in.
     *
     * @throws IllegalArgumentException if actions are neither choices nor switches, or the flip cannot be
     */
    public static void requireFitting(ActionSpace space, double flip) {
        boolean switches = space instanceof ActionSpace.MultiBinary;
        if (!switches && !(space instanceof ActionSpace.Discrete)) {
            throw new IllegalArgumentException(
                    "The actions are " + space + ", which a policy draws in another form than"
                            + " the environment receives, so that a rule's actions could not be learned from. A rule acts"
                            + " where actions are choices or switches.");
        }
        if (!(flip >= 0 && flip < 1)) {
            throw new IllegalArgumentException("behaviour.flip is " + flip + ", but the chance that a switch is flipped"
                    + " is at least 0 and below 1. Set it, for example, to 0.02.");
        }
        if (flip > 0 && !switches) {
            throw new IllegalArgumentException("behaviour.flip is " + flip + ", but the actions are " + space
                    + " and no switches that could be flipped. Leave behaviour.flip out, or set it to 0.");
        }
    }

    /** {@inheritDoc} They change nothing. */
    @Override
    public void load(float[] parameters) {
        // A rule has none.
    }

    @Override
    public void forward(float[] observations, int rows) {
        int width = space.width();
        if (logProbabilities.length < rows) {
            chosen = new float[rows * width];
            actions = new float[rows * width];
            logProbabilities = new float[rows];
        }
        for (int row = 0; row < rows; row++) {
            rule.act(observations, row * rule.observationSize(), chosen, row * width);
        }
        this.rows = rows;
    }

    @Override
    public double draw(CounterRandom random, long lane, long tick, int firstRow, int count, byte @Nullable [] mask) {
        double meanEntropy = greedy(firstRow, count, mask);
        if (flip == 0) {
            return meanEntropy;
        }
        for (int environment = 0; environment < count; environment++) {
            random.at(Purpose.ACTING, lane, tick, environment);
            flip(firstRow + environment, random);
        }
        return entropy;
    }

    @Override
    public double greedy(int firstRow, int count, byte @Nullable [] mask) {
        requireRows(firstRow, count);
        int width = space.width();
        System.arraycopy(chosen, firstRow * width, actions, firstRow * width, count * width);
        Arrays.fill(logProbabilities, firstRow, firstRow + count, 0);
        if (mask != null && space instanceof ActionSpace.Discrete discrete) {
            requireAllowed(firstRow, count, mask, discrete.choices());
        }
        return 0;
    }

    @Override
    public float[] sampled() {
        return actions;
    }

    @Override
    public float[] actions() {
        return actions;
    }

    @Override
    public float[] logProbabilities() {
        return logProbabilities;
    }

    @Override
    public int sampledWidth() {
        return space.width();
    }

    @Override
    public int actionWidth() {
        return space.width();
    }

    @Override
    public boolean sampledIsAction() {
        return true;
    }

    private void flip(int row, CounterRandom random) {
        double logProbability = 0;
        for (int i = row * space.width(); i < (row + 1) * space.width(); i++) {
            boolean flipped = random.nextDouble() < flip;
            actions[i] = flipped ? 1 - chosen[i] : chosen[i];
            logProbability += flipped ? logFlipped : logKept;
        }
        logProbabilities[row] = (float) logProbability;
    }

    private void requireAllowed(int firstRow, int count, byte[] mask, int choices) {
        for (int i = 0; i < count; i++) {
            int choice = (int) actions[firstRow + i];
            if (mask[i * choices + choice] == 0) {
                throw new IllegalStateException("The rule chose " + choice + " in row " + (firstRow + i)
                        + ", which its mask does not allow: the rule is of another environment.");
            }
        }
    }

    private void requireRows(int firstRow, int count) {
        if (firstRow < 0 || count < 1 || count > rows - firstRow) {
            throw new IllegalArgumentException("Rows " + firstRow + " to " + (firstRow + count - 1)
                    + " were asked for, but the last forward pass had rows 0 to " + (rows - 1) + ".");
        }
    }
}
