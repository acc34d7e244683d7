package io.millrace.learner.algorithms;

import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.replay.ReplayBatch;
import io.millrace.learner.replay.ReplayMemory;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * State, action, reward, state, action: the value of an action is pulled towards the reward plus the discounted
 * value of the action really taken next. So it learns what its own epsilon-greedy policy is worth, each step once
 * and in order. {@code docs/algorithms/sarsa.md} lists the details.
 *
 * @see <a href="http://incompleteideas.net/book/the-book-2nd.html">Sutton and Barto 2018, sections 6.4 and 10.2</a>
 */
public final class Sarsa extends ValueLearner {

    private final SarsaSettings settings;
    private StepsInOrder steps;
    private final double[] targets;
    private final ActionValues beyond;
    private @Nullable ReplayMemory memory;
    private @Nullable ReplayBatch taken;
    private long inserted;
    private long learned;

    /** At its beginning. */
    public Sarsa(SarsaSettings settings, LearningTask task) {
        super("sarsa", settings, task);
        this.settings = settings;
        steps = new StepsInOrder(settings.nStep());
        targets = new double[settings.batch()];
        beyond = new ActionValues(task.shape().policyOutputs());
    }

    @Override
    void learn(UnrollBatch unrolls, float[] parameters, UpdateContext context) {
        remember(unrolls, context.stepsBefore());
        double epsilon = exploration.epsilon(parameters);
        double rate = learningRate.at(context);
        Place place = Place.in(context.number());
        int count = steps.readyCount();
        int gradientSteps = (int) (((long) count + settings.batch() - 1) / settings.batch());
        descent.begin(count);
        for (int step = 0; step < gradientSteps; step++) {
            // Sizes that differ by one at most.
            int begin = (int) ((long) count * step / gradientSteps);
            int end = (int) ((long) count * (step + 1) / gradientSteps);
            ReplayBatch part = gather(begin, end);
            target.begin(part.nextObservations(), part.rows());
            task.engine().load(parameters);
            aim(part, epsilon);
            descent.step(part, targets, parameters, rate, place);
            target.follow(parameters, optimizer.steps());
        }
        inserted += unrolls.stepRows();
        learned += count;
    }

    private void aim(ReplayBatch part, double epsilon) {
        float[] values = target.values();
        for (int row = 0; row < part.rows(); row++) {
            double discount = part.discounts()[row];
            double next = 0;
            if (discount != 0) {
                beyond.at(values, part.nextMasks(), row);
                // Where a limit cut the episode nobody acted again: what the policy would have done counts.
                next = part.nextKnown()[row] ? beyond.of((int) part.nextSampled()[row]) : beyond.expected(epsilon);
            }
            targets[row] = part.rewards()[row] + discount * next;
        }
    }

    private ReplayBatch gather(int begin, int end) {
        ReplayBatch into = Objects.requireNonNull(taken);
        System.arraycopy(steps.ready(), begin, into.steps(), 0, end - begin);
        Objects.requireNonNull(memory).gather(into.steps(), end - begin, settings.nStep(), settings.discount(), into);
        return into;
    }

    @Override
    public long memory() {
        return settings.capacity();
    }

    @Override
    public void makeRoom(UnrollShape shape) {
        memory = new ReplayMemory(shape, settings.capacity(), SarsaSettings.CAPACITY);
        taken = new ReplayBatch(shape, settings.batch());
        Arrays.fill(taken.weights(), 1);
    }

    @Override
    public void remember(UnrollBatch batch, long stepsBefore) {
        settings.requireRoom(batch.shape(), batch.stepRows() / batch.shape().stepRows());
        if (memory == null) {
            makeRoom(batch.shape());
        }
        Objects.requireNonNull(memory).insert(batch, stepsBefore);
        steps.insert(batch, stepsBefore);
    }

    @Override
    public void forget() {
        memory = null;
        taken = null;
        steps = new StepsInOrder(settings.nStep());
    }

    @Override
    public ReplayUse replay() {
        return new ReplayUse(inserted, learned, memory == null ? 0 : memory.size(), settings.capacity());
    }
}
