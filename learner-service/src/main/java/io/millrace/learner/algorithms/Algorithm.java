package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Optimizer;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rule that turns experience into new parameters. An update depends on the settings, the seed, the
 * parameters, the optimizer, the numbers of {@link #state} and what is passed to it, and on nothing
 * else: the same of these give the same bits. One thread at a time.
 */
public interface Algorithm extends AutoCloseable {

    /**
     * Learns once from a batch.
     *
     * @param batch      at least one step
     * @param parameters flat vector of the run's network; changed in place
     * @param context    where in the run this update stands
     * @throws DivergedException if a loss or a gradient is no finite number. That one has not touched
     *     the parameters, but earlier steps of the same update have: go back to a checkpoint
     * @throws IllegalArgumentException if the batch or the parameters do not belong to the run's network
     */
    UpdateReport update(UnrollBatch batch, float[] parameters, UpdateContext context);

    /** The numbers carried from update to update, by name; the optimizer's are not among them. */
    Map<String, Double> state();

    /**
     * Goes on from what {@link #state} once gave.
     *
     * @throws IllegalArgumentException if the names are not this algorithm's
     */
    void restore(Map<String, Double> state);

    /**
     * Puts into a run's initial parameters what this algorithm wants there. Called once, before anything is
     * learned or restored.
     */
    default void begin(float[] parameters) {}

    /**
     * Makes room for what is to be remembered, all of it at once. Without this call room is made with the first
     * batch, and a run would learn that late that there is none.
     *
     * @param shape of every unroll to come
     * @throws IllegalArgumentException if the settings ask for more memory than there is; the message says how much
     *     there is
     */
    default void makeRoom(UnrollShape shape) {}

    /**
     * The arrays carried from update to update, by name, such as a target network's parameters; the optimizer's
     * are not among them. They are the algorithm's own: read at once, not written to.
     */
    default Map<String, float[]> arrays() {
        return Map.of();
    }

    /**
     * Goes on from what {@link #arrays} once gave; they are copied. Called after {@link #remember}, if that is
     * called at all.
     *
     * @throws IllegalArgumentException if names or lengths are not this algorithm's
     */
    default void restoreArrays(Map<String, float[]> arrays) {
        if (!arrays.isEmpty()) {
            throw new IllegalArgumentException("The checkpoint holds the arrays " + arrays.keySet()
                    + ", but this run's algorithm carries none. Name the algorithm that wrote it.");
        }
    }

    /**
     * How many of the last environment steps this algorithm learns from again and again. So many are read back
     * from the log after a restart; 0 for an algorithm that forgets a batch with its update.
     */
    default long memory() {
        return 0;
    }

    /**
     * Takes what an update once learned from back into memory, without learning. Called in the order of the
     * updates, before the first {@link #update}.
     *
     * @param stepsBefore environment steps learned from before that update
     */
    default void remember(UnrollBatch batch, long stepsBefore) {}

    /**
     * Goes back to what {@link #arrays} gave at an earlier update of this run, while what is remembered goes on. What
     * says something about steps in memory, such as their priorities, begins anew: it was of other steps then.
     */
    default void goBack(Map<String, float[]> arrays) {
        restoreArrays(arrays);
    }

    /** Forgets what is remembered, so that {@link #remember} can begin anew. */
    default void forget() {}

    /** What its replay memory holds and has given so far; null for an algorithm without one. */
    default @Nullable ReplayUse replay() {
        return null;
    }

    /**
     * What whoever runs this has to know of the last update and can do about it, in whole sentences; null where there
     * is nothing. The same is said once, however often it holds.
     */
    default @Nullable String remark() {
        return null;
    }

    /** What turns the gradients of this algorithm into steps; its arrays belong into the checkpoint too. */
    Optimizer optimizer();

    /** Gives back what it made for itself, such as engines. */
    @Override
    default void close() {}
}
