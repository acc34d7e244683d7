package io.millrace.learner.algorithms;

import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.replay.ReplayBatch;
import io.millrace.learner.replay.ReplayMemory;
import io.millrace.learner.replay.Sampler;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an algorithm remembers and draws again: the memory, how steps are chosen from it, and the n-step
 * returns that they are given with. A draw depends on the seed, the update, the gradient step and what is in
 * memory alone.
 */
final class Replay {

    /** What there is once the first unrolls said how many ticks and environments they have. */
    private record Held(ReplayMemory memory, Sampler sampler, ReplayBatch drawn) {}

    private final DrawSettings settings;
    private final CounterRandom random;
    private final long stepLimit;
    private @Nullable Held held;
    private long inserted;
    private long sampled;

    Replay(DrawSettings settings, LearningTask task) {
        this.settings = settings;
        random = new CounterRandom(task.seed());
        stepLimit = task.stepLimit();
    }

    /** Takes all the room it needs for unrolls of that shape. */
    void makeRoom(UnrollShape shape) {
        held = hold(shape);
    }

    /** Takes in what an update is to learn from, and sets the weights of its draws. */
    void insert(UnrollBatch batch, UpdateContext context) {
        remember(batch, context.stepsBefore());
        held().sampler().beta(beta(context.stepsBefore()));
        inserted += batch.stepRows();
    }

    /** Takes in what an update once learned from. */
    void remember(UnrollBatch batch, long stepsBefore) {
        Held present = held == null ? hold(batch.shape()) : held;
        held = present;
        present.memory().insert(batch, stepsBefore);
        present.sampler().inserted(stepsBefore, stepsBefore + batch.stepRows());
    }

    /** What a gradient step of an update learns from; overwritten by the next draw. */
    ReplayBatch draw(long update, int gradientStep) {
        ReplayBatch drawn = held().drawn();
        int rows = settings.batch();
        random.at(Purpose.MINIBATCHES, update, gradientStep, 0);
        held().sampler().draw(random, rows, drawn.steps(), drawn.weights());
        held().memory().gather(drawn.steps(), rows, settings.nStep(), settings.discount(), drawn);
        sampled += rows;
        return drawn;
    }

    /** Is told how far off the values of the last draw were. */
    void learned(float[] absoluteErrors) {
        ReplayBatch drawn = held().drawn();
        held().sampler().update(drawn.steps(), drawn.rows(), absoluteErrors);
    }

    /** What a checkpoint keeps of it; what is remembered comes back from the log. */
    float[] priorities() {
        return held == null ? new float[0] : held.sampler().state();
    }

    /** The same for steps of which nothing is known yet. */
    float[] evenPriorities() {
        float[] even = priorities();
        Arrays.fill(even, 1);
        return even;
    }

    /** Empties the memory; its room is given back until it is needed again. */
    void forget() {
        held = null;
    }

    /** Goes on from what {@link #priorities} once gave, with the same steps in memory. */
    void restore(float[] priorities) {
        if (held != null) {
            held.sampler().restore(priorities);
        } else if (priorities.length > 0) {
            throw new IllegalArgumentException("The checkpoint holds " + priorities.length
                    + " numbers about the steps in the replay memory, which holds none. Rebuild the memory from the"
                    + " log before.");
        }
    }

    ReplayUse use() {
        int size = held == null ? 0 : held.memory().size();
        return new ReplayUse(inserted, sampled, size, settings.replay().capacity());
    }

    /** Weights make up for uneven draws wholly at the end, where values are to be right and not only to get better. */
    private double beta(long steps) {
        double atFirst = settings.replay().beta();
        return atFirst + (1 - atFirst) * Math.min(1, (double) steps / (double) stepLimit);
    }

    private Held hold(UnrollShape shape) {
        ReplayMemory memory = new ReplayMemory(shape, settings.replay().capacity());
        Sampler sampler = settings.replay().sampler(memory.capacity());
        return new Held(memory, sampler, new ReplayBatch(shape, settings.batch()));
    }

    private Held held() {
        return Objects.requireNonNull(held);
    }
}
