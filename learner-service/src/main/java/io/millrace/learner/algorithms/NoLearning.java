package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Optimizer;
import io.millrace.learner.experience.UnrollBatch;
import java.util.Map;
import java.util.Set;

/** Takes experience and keeps the parameters: for recording a stream with fixed weights. */
public final class NoLearning implements Algorithm {

    private static final UpdateReport NOTHING_DONE = new UpdateReport(0, 0, 0, 0, 0, 0, 0, 0);

    private final Optimizer standstill = new Standstill("none");

    /** All reports of it are zeros. */
    @Override
    public UpdateReport update(UnrollBatch batch, float[] parameters, UpdateContext context) {
        return NOTHING_DONE;
    }

    @Override
    public Map<String, Double> state() {
        return Map.of();
    }

    @Override
    public void restore(Map<String, Double> state) {
        CheckpointNames.require("none", Set.of(), state);
    }

    @Override
    public Optimizer optimizer() {
        return standstill;
    }
}
