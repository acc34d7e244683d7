package io.millrace.learner.algorithms;

import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.returns.Advantages;
import io.millrace.policy.distribution.FactoredDistribution;

/**
 * What PPO, A2C and TRPO hold fixed during an update: the values before it, the advantages, the value targets,
 * and the old log-probabilities: those of the record, unless those of factors are asked for.
 */
final class PpoTargets implements StepTargets {

    private final Advantages estimator;
    private final ValueUnit unit;
    private final Estimates estimates;
    private double[] advantages = {};
    private double[] targets = {};
    private double[] oldLogProbabilities = {};
    private int ratios = 1;

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
        estimates.ofValues(batch, place);
        keepOldLogProbabilities(batch);
        return fromValues(batch);
    }

    /**
     * Likewise, with a log-probability for each factor of the actions. The record holds only those of whole actions, so
     * those of the factors are of the parameters before the update: the ones that acted, in lock-step.
     *
     * @param parameters those that the engine holds
     * @param factored   the task's own distribution
     */
    double compute(UnrollBatch batch, float[] parameters, FactoredDistribution factored, Place place) {
        estimates.ofValuesAndFactors(batch, parameters, factored, place);
        oldLogProbabilities = estimates.logProbabilities();
        ratios = factored.factors();
        return fromValues(batch);
    }

    private void keepOldLogProbabilities(UnrollBatch batch) {
        int rows = batch.stepRows();
        if (oldLogProbabilities.length < rows) {
            oldLogProbabilities = new double[rows];
        }
        for (int row = 0; row < rows; row++) {
            oldLogProbabilities[row] = batch.logProbabilities()[row];
        }
    }

    private double fromValues(UnrollBatch batch) {
        int rows = batch.stepRows();
        makeRoom(rows);
        estimator.ofUnrolls(
                batch.layout(), batch.rewards(), batch.ends(), estimates.values(), estimates.finalValues(), advantages);
        for (int row = 0; row < rows; row++) {
            targets[row] = advantages[row] + estimates.values()[batch.observationRow(row)];
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

    @Override
    public int ratios() {
        return ratios;
    }

    private void makeRoom(int rows) {
        if (targets.length < rows) {
            advantages = new double[rows];
            targets = new double[rows];
        }
    }
}
