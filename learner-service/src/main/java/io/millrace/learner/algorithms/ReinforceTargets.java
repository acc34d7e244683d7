package io.millrace.learner.algorithms;

import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.returns.RewardToGo;

/**
 * What REINFORCE holds fixed during an update: which steps' returns are known, these returns, and the baseline
 * before the update that is subtracted from them. Of the other steps, advantage and target are 0.
 */
final class ReinforceTargets implements StepTargets {

    private final RewardToGo estimator;
    private final boolean baseline;
    private final boolean bootstrap;
    private final ValueUnit unit;
    private final Estimates estimates;
    private int[] order = {};
    private boolean[] known = {};
    private double[] nothingBeyond = {};
    private double[] returns = {};
    private double[] advantages = {};
    private double[] targets = {};
    private double[] oldLogProbabilities = {};
    private float[] noValues = {};
    // The known ones alone, in the order of their steps.
    private double[] knownReturns = {};
    private double[] errors = {};
    private double explained;

    ReinforceTargets(ReinforceSettings settings, LearningTask task, ValueUnit unit) {
        this.unit = unit;
        estimator = new RewardToGo(settings.discount());
        baseline = settings.baseline();
        bootstrap = settings.bootstrapTruncated();
        estimates = new Estimates(task, unit);
    }

    /**
     * Computes all of them with the parameters that the engine holds.
     *
     * @return how many returns are known; from 0 on
     */
    int compute(UnrollBatch batch, Place place) {
        makeRoom(batch);
        if (baseline) {
            estimates.ofValues(batch, place);
        }
        double[] beyond = bootstrap ? estimates.finalValues() : nothingBeyond;
        estimator.ofUnrolls(batch.layout(), batch.rewards(), batch.ends(), beyond, returns, known);
        int count = sort(batch);
        compare(batch, count);
        return count;
    }

    /** The step rows whose return is known, ascending, and then the others. */
    int[] order() {
        return order;
    }

    /** How much of the known returns' variance the baseline explains; 0 without one, or where all are the same. */
    double explainedVariance() {
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
        return baseline ? estimates.networkValues() : noValues;
    }

    @Override
    public double[] oldLogProbabilities() {
        return oldLogProbabilities;
    }

    /** Puts the rows in order; gives the number of known ones. */
    private int sort(UnrollBatch batch) {
        int rows = batch.stepRows();
        int count = 0;
        for (int row = 0; row < rows; row++) {
            if (known[row]) {
                order[count++] = row;
            }
        }
        int others = count;
        for (int row = 0; row < rows; row++) {
            oldLogProbabilities[row] = batch.logProbabilities()[row];
            if (!known[row]) {
                order[others++] = row;
                advantages[row] = 0;
                targets[row] = 0;
            }
        }
        return count;
    }

    /** Holds the known returns against the baseline, where there is one. */
    private void compare(UnrollBatch batch, int count) {
        for (int i = 0; i < count; i++) {
            int row = order[i];
            knownReturns[i] = returns[row];
            errors[i] = baseline ? returns[row] - estimates.values()[batch.observationRow(row)] : returns[row];
            advantages[row] = errors[i];
        }
        explained = baseline && count > 0 ? ExplainedVariance.of(knownReturns, errors, count) : 0;
        if (baseline && count > 0) {
            unit.takeIn(knownReturns, count);
        }
        for (int i = 0; i < count; i++) {
            targets[order[i]] = knownReturns[i];
        }
    }

    private void makeRoom(UnrollBatch batch) {
        int rows = batch.stepRows();
        if (order.length < rows) {
            order = new int[rows];
            known = new boolean[rows];
            nothingBeyond = new double[rows];
            returns = new double[rows];
            advantages = new double[rows];
            targets = new double[rows];
            oldLogProbabilities = new double[rows];
            knownReturns = new double[rows];
            errors = new double[rows];
            noValues = new float[batch.observationRows()];
        }
    }
}
