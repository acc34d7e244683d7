package io.millrace.benchmarks;

import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.Engines;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.returns.Advantages;
import io.millrace.policy.network.NetworkShape;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * PPO's update of one minibatch with Deeplearning4j alone, for discrete actions. Observations lie in an
 * array of Deeplearning4j's already, and advantages and targets are given: what our own update computes
 * of these comes on top there, to the baseline's favour.
 */
final class PlainPpo {

    private final PlainGraph graph;
    private final int rows;
    private final int choices;
    private final INDArray observations;
    private final float[] actions;
    private final float[] oldLogProbabilities;
    private final double[] advantages;
    private final double[] targets;
    private final float[] policySlopes;
    private final float[] valueSlopes;

    private PlainPpo(PlainGraph graph, NetworkShape shape, UnrollBatch batch, double[] advantages, double[] targets) {
        this.graph = graph;
        this.rows = batch.stepRows();
        this.choices = shape.policyOutputs();
        this.advantages = advantages;
        this.targets = targets;
        // One unroll: its last tick of observations has no step.
        observations = Nd4j.create(
                Arrays.copyOf(batch.observations(), rows * shape.observationSize()),
                new long[] {rows, shape.observationSize()},
                'c');
        actions = batch.sampled();
        oldLogProbabilities = batch.logProbabilities();
        policySlopes = new float[rows * choices];
        valueSlopes = new float[rows];
    }

    /** With the advantages and targets that our own update computes of the same experience. */
    static PlainPpo of(PlainGraph graph, NetworkShape shape, float[] parameters, UnrollBatch batch) {
        float[] values = values(shape, parameters, batch.observations(), batch.observationRows());
        float[] beyond = values(shape, parameters, batch.finalObservations(), batch.finals());
        int rows = batch.stepRows();
        double[] exact = new double[values.length];
        Arrays.setAll(exact, i -> values[i]);
        double[] finalValues = new double[rows];
        for (int i = 0; i < batch.finals(); i++) {
            finalValues[batch.finalRows()[i]] = beyond[i];
        }
        double[] advantages = new double[rows];
        new Advantages(EnginePpo.DISCOUNT, EnginePpo.LAMBDA)
                .ofUnrolls(batch.layout(), batch.rewards(), batch.ends(), exact, finalValues, advantages);
        double[] targets = new double[rows];
        Arrays.setAll(targets, row -> advantages[row] + exact[batch.observationRow(row)]);
        normalise(advantages);
        return new PlainPpo(graph, shape, batch, advantages, targets);
    }

    /** Forward, loss, backward, clip, Adam. */
    void update() {
        INDArray[] outputs = graph.forward(observations);
        float[] logits = outputs[0].dup('c').data().asFloat();
        float[] values = outputs[1].dup('c').data().asFloat();
        for (int row = 0; row < rows; row++) {
            policySlope(logits, row);
            valueSlopes[row] = (float) (EnginePpo.VALUE_WEIGHT * (values[row] - targets[row]) / rows);
        }
        graph.step(
                Nd4j.create(policySlopes, new long[] {rows, choices}, 'c'),
                Nd4j.create(valueSlopes, new long[] {rows, 1}, 'c'),
                rows,
                EnginePpo.GRADIENT_NORM);
    }

    private void policySlope(float[] logits, int row) {
        int at = row * choices;
        double greatest = logits[at];
        for (int i = 1; i < choices; i++) {
            greatest = Math.max(greatest, logits[at + i]);
        }
        double sum = 0;
        for (int i = 0; i < choices; i++) {
            sum += Math.exp(logits[at + i] - greatest);
        }
        double logSum = greatest + Math.log(sum);
        int action = (int) actions[row];
        double ratio = Math.exp(logits[at + action] - logSum - oldLogProbabilities[row]);
        double advantage = advantages[row];
        boolean clipped = advantage > 0 ? ratio > 1 + EnginePpo.CLIP : ratio < 1 - EnginePpo.CLIP;
        double slope = clipped ? 0 : -advantage * ratio / rows;
        for (int i = 0; i < choices; i++) {
            double probability = Math.exp(logits[at + i] - logSum);
            policySlopes[at + i] = (float) (slope * ((i == action ? 1 : 0) - probability));
        }
    }

    private static float[] values(NetworkShape shape, float[] parameters, float[] observations, int rows) {
        float[] values = new float[rows];
        if (rows > 0) {
            try (Engine engine = Engines.named("kernel", shape)) {
                engine.load(parameters);
                engine.values(observations, rows, values);
            }
        }
        return values;
    }

    private static void normalise(double[] numbers) {
        double mean = Arrays.stream(numbers).average().orElse(0);
        double variance = Arrays.stream(numbers)
                .map(n -> (n - mean) * (n - mean))
                .average()
                .orElse(0);
        Arrays.setAll(numbers, i -> (numbers[i] - mean) / Math.sqrt(variance));
    }
}
