package io.millrace.learner.algorithms;

import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.returns.Advantages;

/**
 * What PPO, A2C and TRPO hold fixed during an update: the values before it, the advantages, the value targets,
 * and the log-probabilities of the record.
 */
final class PpoTargets implements StepTargets {

    private final Advantages estimator;
    private final ValueUnit unit;
    private final Estimates estimates;
    private double[] advantages = {};
    private double[] targets = {};
    private double[] oldLogProbabilities = {};

    PpoTargets(PpoSettings settings, LearningTask task, ValueUnit unit) {
        this(settings.discount(), settings.lambda(), task, unit);
    }

    PpoTargets(double discount, double lambda, LearningTask task, ValueUnit unit) {
        this.unit = unit;
        estimator = new Advantages(discount, lambda);
        estimates = new Estimates(task, unit);
    }

    /**
     * Computes all of them with the parameters that the engine holds.
     *
     * @return explained variance of the targets by the values; 0 where all targets are the same
     */
    double compute(UnrollBatch batch, Place place) {
        int rows = batch.stepRows();
        makeRoom(rows);
        estimates.ofValues(batch, place);
        estimator.ofUnrolls(
                batch.layout(), batch.rewards(), batch.ends(), estimates.values(), estimates.finalValues(), advantages);
        for (int row = 0; row < rows; row++) {
            targets[row] = advantages[row] + estimates.values()[batch.observationRow(row)];
            oldLogProbabilities[row] = batch.logProbabilities()[row];
        }
        // Target minus value is the advantage.
        double explained = ExplainedVariance.of(targets, advantages, rows);
        unit.takeIn(targets, rows);
        return explained;
    }

    @Override
    public double[] advantages() {
        return advantages;
    }

    @Override
    public double[] targets() {
        return targets;
    }

    @Override
    public float[] networkValues() {
        return estimates.networkValues();
    }

    @Override
    public double[] oldLogProbabilities() {
        return oldLogProbabilities;
    }

    private void makeRoom(int rows) {
        if (targets.length < rows) {
            advantages = new double[rows];
            targets = new double[rows];
            oldLogProbabilities = new double[rows];
        }
    }
}
