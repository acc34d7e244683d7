package io.millrace.env;

import io.millrace.messages.ActionBatch;
import io.millrace.schemas.Tensors;
import java.util.Arrays;

/** Answers as an actor would give them. */
public final class Answers {

    /** The env-service whose requests they answer. */
    public static final String OWNER = "env-of-the-test";

    private Answers() {}

    /** The choices of a lane's environments; each with log-probability -1. */
    public static ActionBatch.Builder choices(int lane, long tick, long version, int... choices) {
        return to(lane, tick, version, choices.length).setActions(Tensors.ofInts(choices, choices.length));
    }

    /** The numbers of a lane's environments, one after the other. */
    public static ActionBatch.Builder numbers(int environments, float... numbers) {
        return to(0, 0, 0, environments).setActions(Tensors.ofFloats(numbers));
    }

    private static ActionBatch.Builder to(int lane, long tick, long version, int environments) {
        float[] logProbabilities = new float[environments];
        Arrays.fill(logProbabilities, -1);
        return ActionBatch.newBuilder()
                .setLane(lane)
                .setTick(tick)
                .setWeightsVersion(version)
                .setOwner(OWNER)
                .setEnvironments(environments)
                .setLogProbabilities(Tensors.ofFloats(logProbabilities))
                .setEntropy(1)
                .setActor("test");
    }
}
