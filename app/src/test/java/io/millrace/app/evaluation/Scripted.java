package io.millrace.app.evaluation;

import io.millrace.policy.Policy;
import io.millrace.policy.random.CounterRandom;
import io.millrace.weights.PublishedWeights;
import org.jspecify.annotations.Nullable;

/** A policy whose action is a given function of what it sees. */
final class Scripted implements Policy {

    /** Weights for a policy that has none. */
    static final PublishedWeights NO_WEIGHTS = new PublishedWeights(1, new float[0], "");

    /** Writes the action for an observation. */
    interface Script {
        void act(float[] observations, int from, float[] into, int at);
    }

    private final int observationSize;
    private final int width;
    private final Script script;
    private float[] actions = new float[0];
    private int largest;

    Scripted(int observationSize, int width, Script script) {
        this.observationSize = observationSize;
        this.width = width;
        this.script = script;
    }

    /** Observations that came in one batch, at most. */
    int largestBatch() {
        return largest;
    }

    @Override
    public void load(float[] parameters) {}

    @Override
    public void forward(float[] observations, int rows) {
        largest = Math.max(largest, rows);
        actions = new float[rows * width];
        for (int row = 0; row < rows; row++) {
            script.act(observations, row * observationSize, actions, row * width);
        }
    }

    @Override
    public double draw(CounterRandom random, long lane, long tick, int firstRow, int count, byte @Nullable [] mask) {
        throw new UnsupportedOperationException("It is judged, and draws nothing.");
    }

    @Override
    public double greedy(int firstRow, int count, byte @Nullable [] mask) {
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
        return new float[actions.length / width];
    }

    @Override
    public int sampledWidth() {
        return width;
    }

    @Override
    public int actionWidth() {
        return width;
    }

    @Override
    public boolean sampledIsAction() {
        return true;
    }
}
