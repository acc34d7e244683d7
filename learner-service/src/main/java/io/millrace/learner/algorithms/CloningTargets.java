package io.millrace.learner.algorithms;

import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.returns.Advantages;
import java.util.Arrays;

/**
 * What behaviour cloning holds fixed during an update: an advantage of 1 for every action, since all are to become
 * likelier, and what was earned after each, with the value network's word for what lies beyond the record.
 */
final class CloningTargets implements StepTargets {

    /** Of whole unrolls: nothing that was recorded is replaced by an estimate. */
    private static final double LAMBDA = 1;

    private final Advantages estimator;
    private final Estimates estimates;
    private double[] errors = {};
    private double[] advantages = {};
    private double[] targets = {};
    private double[] oldLogProbabilities = {};

    CloningTargets(double discount, LearningTask task) {
        estimator = new Advantages(discount, LAMBDA);
        estimates = new Estimates(task, new ValueUnit(false));
    }

    /**
     * Computes all of them.
     *
     * @param parameters that the engine holds too
     * @return explained variance of the returns by the values; 0 where all returns are the same
     */
    double compute(UnrollBatch batch, float[] parameters, Place place) {
        int rows = batch.stepRows();
        makeRoom(rows);
        estimates.ofValuesAndGreedyActions(batch, parameters, place);
        estimator.ofUnrolls(
                batch.layout(), batch.rewards(), batch.ends(), estimates.values(), estimates.finalValues(), errors);
        for (int row = 0; row < rows; row++) {
            targets[row] = errors[row] + estimates.values()[batch.observationRow(row)];
            oldLogProbabilities[row] = batch.logProbabilities()[row];
        }
        return ExplainedVariance.of(targets, errors, rows);
    }

    /** Share of the recorded actions, of switches one by one, that the greedy policy would have taken as well. */
    double shareAsRecorded() {
        return estimates.shareAsRecorded();
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
            errors = new double[rows];
            advantages = new double[rows];
            targets = new double[rows];
            oldLogProbabilities = new double[rows];
            Arrays.fill(advantages, 1);
        }
    }
}
