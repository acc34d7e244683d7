package io.millrace.learner.experience;

import io.millrace.learner.returns.Ends;
import io.millrace.messages.Unroll;
import io.millrace.policy.space.ActionSpace;
import io.millrace.schemas.Tensors;
import java.util.List;

/** An unroll as an environment service would send it: 3 ticks, 2 environments, 2 numbers, 3 choices. */
final class RecordedUnroll {

    static final UnrollShape SHAPE = new UnrollShape(3, 2, 2, new ActionSpace.Discrete(3), 1);
    static final UnrollShape CONTINUOUS = new UnrollShape(3, 2, 2, new ActionSpace.Box(List.of(0.0), List.of(1.0)), 1);
    static final UnrollShape SWITCHES = new UnrollShape(3, 2, 2, new ActionSpace.MultiBinary(1), 1);

    private RecordedUnroll() {}

    /** Row 1 (tick 0, environment 1) was truncated, row 4 (tick 2, environment 0) terminated. */
    static Unroll.Builder discrete() {
        return Unroll.newBuilder()
                .setRun("test")
                .setLane(5)
                .setNumber(7)
                .setEnvironment("identity")
                .setEnvironmentVersion("1")
                .setSteps(3)
                .setEnvironments(2)
                .setObservationSize(2)
                .setActionSize(1)
                .setObservations(Tensors.ofFloats(counting(16, 0)))
                .setActions(Tensors.ofInts(new int[] {0, 1, 2, 0, 1, 2}, 6))
                .setLogProbabilities(Tensors.ofFloats(new float[] {-1, -2, -3, -4, -5, -6}))
                .setRewards(Tensors.ofFloats(new float[] {1, 2, 3, 4, 5, 6}))
                .setEnds(Tensors.ofBytes(new byte[] {0, Ends.TRUNCATED, 0, 0, Ends.TERMINATED, 0}, 0, 6))
                .setFinalRows(Tensors.ofInts(new int[] {1, 4}, 2))
                .setFinalObservations(Tensors.ofFloats(counting(4, 100)))
                .setWeightsVersions(Tensors.ofLongs(new long[] {3, 3, 4}))
                .setEpisodes(Tensors.ofLongs(new long[] {10, 11}))
                .setEpisodeSteps(Tensors.ofInts(new int[] {0, 4}, 2))
                .setEventTimes(Tensors.ofLongs(new long[] {1, 2, 3}));
    }

    /** The same with one number in [0, 1] as the action, drawn as it is. */
    static Unroll.Builder continuous() {
        return discrete().setActions(Tensors.ofFloats(new float[] {.1f, .2f, .3f, .4f, .5f, .6f}));
    }

    /** The same with one switch as the action, at each step in one of these positions. */
    static Unroll.Builder switches(float... positions) {
        return discrete().setActions(Tensors.ofFloats(positions));
    }

    static float[] counting(int count, int from) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = from + i;
        }
        return numbers;
    }
}
