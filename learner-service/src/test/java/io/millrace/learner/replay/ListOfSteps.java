package io.millrace.learner.replay;

import io.millrace.learner.experience.DecodedUnroll;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.returns.Ends;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@link ReplayMemory} does, said plainly: one object a step, a list of them, nothing shared and no arithmetic on rows. */
final class ListOfSteps {

    /** One step, with everything that is known of it. */
    static final class Step {
        float[] observation = {};
        byte[] mask = {};
        float[] sampled = {};
        float reward;
        byte end;
        float[] nextObservation = {};
        byte[] nextMask = {};

        @Nullable
        Step next;
    }

    /** What a gather has to give for a step. */
    @SuppressWarnings("ArrayRecordComponent") // Compared number by number.
    record Row(
            Step first,
            double reward,
            double discount,
            float[] nextObservation,
            byte[] nextMask,
            @Nullable Step next) {}

    private final UnrollShape shape;
    private final int capacity;
    private final List<Step> steps = new ArrayList<>();
    private final Map<Integer, Long> lastNumbers = new HashMap<>();
    private final Map<Integer, List<Step>> lastTicks = new HashMap<>();
    private long evicted;

    ListOfSteps(UnrollShape shape, int capacity) {
        this.shape = shape;
        this.capacity = capacity;
    }

    void insert(List<DecodedUnroll> unrolls) {
        for (DecodedUnroll unroll : unrolls) {
            insert(unroll);
        }
    }

    long oldest() {
        return evicted;
    }

    long end() {
        return evicted + steps.size();
    }

    Row row(long id, int nStep, double discount) {
        Step first = steps.get((int) (id - evicted));
        List<Step> summed = new ArrayList<>(List.of(first));
        Step last = first;
        while (summed.size() < nStep && !Ends.ended(last.end) && last.next != null) {
            last = last.next;
            summed.add(last);
        }
        double reward = 0;
        for (int i = 0; i < summed.size(); i++) {
            reward += Math.pow(discount, i) * summed.get(i).reward;
        }
        boolean terminated = Ends.terminated(last.end);
        byte[] all = new byte[shape.choices()];
        Arrays.fill(all, (byte) 1);
        return new Row(
                first,
                reward,
                terminated ? 0 : Math.pow(discount, summed.size()),
                terminated ? new float[shape.observationSize()] : last.nextObservation,
                terminated ? all : last.nextMask,
                Ends.ended(last.end) ? null : last.next);
    }

    private void insert(DecodedUnroll unroll) {
        int environments = shape.environments();
        List<Step> taken = new ArrayList<>();
        for (int row = 0; row < shape.stepRows(); row++) {
            Step step = new Step();
            step.observation = observation(unroll.observations(), row);
            step.mask = mask(unroll.masks(), row);
            step.sampled =
                    Arrays.copyOfRange(unroll.sampled(), row * shape.sampledWidth(), (row + 1) * shape.sampledWidth());
            step.reward = unroll.rewards()[row];
            step.end = unroll.ends()[row];
            int finalRow = Arrays.binarySearch(unroll.finalRows(), row);
            step.nextObservation = finalRow >= 0
                    ? observation(unroll.finalObservations(), finalRow)
                    : observation(unroll.observations(), row + environments);
            step.nextMask =
                    finalRow >= 0 ? mask(unroll.finalMasks(), finalRow) : mask(unroll.masks(), row + environments);
            taken.add(step);
            if (row >= environments) {
                taken.get(row - environments).next = step;
            }
        }
        float[] first = Arrays.copyOf(unroll.observations(), environments * shape.observationSize());
        follow(unroll, taken, first);
        steps.addAll(taken);
        while (steps.size() > capacity) {
            steps.remove(0);
            evicted++;
        }
    }

    private final Map<Integer, float[]> lastObservations = new HashMap<>();

    private void follow(DecodedUnroll unroll, List<Step> taken, float[] first) {
        int environments = shape.environments();
        List<Step> before = lastTicks.get(unroll.lane());
        if (before != null
                && unroll.number() == lastNumbers.getOrDefault(unroll.lane(), -2L) + 1
                && Arrays.equals(first, lastObservations.get(unroll.lane()))) {
            for (int i = 0; i < environments; i++) {
                before.get(i).next = taken.get(i);
            }
        }
        lastTicks.put(unroll.lane(), taken.subList(taken.size() - environments, taken.size()));
        lastNumbers.put(unroll.lane(), unroll.number());
        float[] observations = unroll.observations();
        lastObservations.put(
                unroll.lane(),
                Arrays.copyOfRange(observations, observations.length - first.length, observations.length));
    }

    private float[] observation(float[] source, int row) {
        return Arrays.copyOfRange(source, row * shape.observationSize(), (row + 1) * shape.observationSize());
    }

    private byte[] mask(byte @Nullable [] source, int row) {
        byte[] all = new byte[shape.choices()];
        Arrays.fill(all, (byte) 1);
        return source == null ? all : Arrays.copyOfRange(source, row * shape.choices(), (row + 1) * shape.choices());
    }
}
