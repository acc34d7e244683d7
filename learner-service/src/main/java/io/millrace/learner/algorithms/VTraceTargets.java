package io.millrace.learner.algorithms;

import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.returns.VTrace;

/**
 * What an algorithm with V-trace holds fixed during an update: the values and log-probabilities of the
 * policy before it, and the targets and advantages that follow from their ratios to the record's.
 */
final class VTraceTargets implements StepTargets {

    /** What the ratios of an update's losses are to; V-trace's own are always to the record. */
    enum Ratios {
        TO_THE_RECORD,
        TO_THE_POLICY_BEFORE
    }

    private final VTrace estimator;
    private final Ratios ratios;
    private final ValueUnit unit;
    private final Estimates estimates;
    private double[] recorded = {};
    private double[] logRatios = {};
    private double[] advantages = {};
    private double[] targets = {};
    private double[] errors = {};

    VTraceTargets(VTrace estimator, Ratios ratios, LearningTask task, ValueUnit unit) {
        this.estimator = estimator;
        this.ratios = ratios;
        this.unit = unit;
        estimates = new Estimates(task, unit);
    }

    /**
     * Computes all of them.
     *
     * @param parameters the whole flat vector; the engine holds the same
     * @return explained variance of the targets by the values; 0 where all targets are the same
     */
    double compute(UnrollBatch batch, float[] parameters, Place place) {
        int rows = batch.stepRows();
        makeRoom(rows);
        estimates.ofValuesAndActions(batch, parameters, place);
        for (int row = 0; row < rows; row++) {
            recorded[row] = batch.logProbabilities()[row];
            logRatios[row] = estimates.logProbabilities()[row] - recorded[row];
        }
        estimator.ofUnrolls(
                batch.layout(),
                logRatios,
                batch.rewards(),
                batch.ends(),
                estimates.values(),
                estimates.finalValues(),
                targets,
                advantages);
        for (int row = 0; row < rows; row++) {
            errors[row] = targets[row] - estimates.values()[batch.observationRow(row)];
        }
        double explained = ExplainedVariance.of(targets, errors, rows);
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
        return ratios == Ratios.TO_THE_RECORD ? recorded : estimates.logProbabilities();
    }

    private void makeRoom(int rows) {
        if (targets.length < rows) {
            recorded = new double[rows];
            logRatios = new double[rows];
            advantages = new double[rows];
            targets = new double[rows];
            errors = new double[rows];
        }
    }
}
