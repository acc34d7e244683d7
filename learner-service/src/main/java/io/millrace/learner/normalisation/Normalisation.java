package io.millrace.learner.normalisation;

import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.policy.normalisation.NormalisedLayout;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Stands between what was received and an algorithm, which knows nothing of it: scales each batch, and puts the
 * statistics for that behind the algorithm's parameters to make the weights that are published.
 *
 * <p>Observations are scaled by the statistics of the weights that the update begins with, which in lock-step are those
 * that acted; the batch itself counts from the next weights on. Where lag is tolerated, who acted may have used older
 * ones: they are part of the older policy, like its parameters. Rewards, which no actor sees, are scaled by statistics
 * that hold the batch itself.
 *
 * <p>The same batches in the same order give the same bits. One thread at a time.
 */
public final class Normalisation {

    private static final String OBSERVATION = "observation";
    private static final String REWARD = "reward";

    private final @Nullable ObservationStatistics observations;
    private final @Nullable RewardStatistics rewards;

    private Normalisation(@Nullable ObservationStatistics observations, @Nullable RewardStatistics rewards) {
        this.observations = observations;
        this.rewards = rewards;
    }

    /** Leaves everything as it is. */
    public static Normalisation none() {
        return new Normalisation(null, null);
    }

    /**
     * What a layout asks for.
     *
     * @param shape    of every unroll
     * @param lanes    of the run
     * @param discount weight of the next step's reward; in [0, 1]; of no meaning where rewards stay as they are
     */
    public static Normalisation of(NormalisedLayout layout, UnrollShape shape, int lanes, double discount) {
        return new Normalisation(
                layout.observations() ? new ObservationStatistics(shape.observationSize()) : null,
                layout.rewards() ? new RewardStatistics(lanes, shape.environments(), discount) : null);
    }

    /**
     * Begins with the statistics of other weights, as if they were those of so many steps.
     *
     * @param weights as {@link #weights} gave them
     * @param at      where the parameters end
     * @param steps   0 where they have counted nothing
     */
    public void begin(float[] weights, int at, double steps) {
        int next = at;
        if (observations != null) {
            observations.begin(weights, next, steps);
            next += observations.published().length;
        }
        if (rewards != null) {
            rewards.begin(weights[next], steps);
        }
    }

    /** Whether anything is scaled at all. */
    public boolean active() {
        return observations != null || rewards != null;
    }

    /** Scales a batch in place and takes it in. Called once for each update, before it. */
    public void apply(UnrollBatch batch) {
        if (observations != null) {
            observations.apply(batch);
        }
        if (rewards != null) {
            rewards.apply(batch);
        }
    }

    /** Numbers that {@link #weights} adds. */
    public int added() {
        return (observations == null ? 0 : observations.published().length) + (rewards == null ? 0 : 1);
    }

    /** The weights to publish: these parameters, then the statistics, in the order of {@link NormalisedLayout}. */
    public float[] weights(float[] parameters) {
        float[] weights = Arrays.copyOf(parameters, parameters.length + added());
        int at = parameters.length;
        if (observations != null) {
            float[] published = observations.published();
            System.arraycopy(published, 0, weights, at, published.length);
            at += published.length;
        }
        if (rewards != null) {
            weights[at] = rewards.deviation();
        }
        return weights;
    }

    /** All that {@link #restore} needs, by name. */
    public Map<String, double[]> state() {
        Map<String, double[]> state = new TreeMap<>();
        if (observations != null) {
            state.put(OBSERVATION, observations.state());
        }
        if (rewards != null) {
            state.put(REWARD, rewards.state());
        }
        return state;
    }

    /**
     * Goes on from what {@link #state} once gave.
     *
     * @throws IllegalArgumentException if it is not of a run that normalises the same
     */
    public void restore(Map<String, double[]> state) {
        double[] ofObservations = named(OBSERVATION, observations == null ? 0 : observations.stateSize(), state);
        double[] ofRewards = named(REWARD, rewards == null ? 0 : rewards.stateSize(), state);
        if (observations != null) {
            observations.restore(ofObservations);
        }
        if (rewards != null) {
            rewards.restore(ofRewards);
        }
    }

    private static double[] named(String name, int size, Map<String, double[]> state) {
        double[] found = state.getOrDefault(name, new double[0]);
        if (found.length != size) {
            throw new IllegalArgumentException("The checkpoint holds " + found.length + " numbers of " + name
                    + " statistics, but this run's settings ask for " + size
                    + ". It belongs to a run of other settings: name another folder with --data.");
        }
        return found;
    }
}
