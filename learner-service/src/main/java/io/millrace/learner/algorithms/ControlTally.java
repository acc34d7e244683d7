package io.millrace.learner.algorithms;

/** Adds up what the gradient steps of an update do, where critics improve a policy. */
final class ControlTally {

    private double[] allTargets = {};
    private double[] allErrors = {};
    private int rowsSoFar;
    private int criticSteps;
    private int gradientSteps;
    private int actorSteps;
    private double criticLosses;
    private double criticNorms;
    private double actorLosses;

    /** Begins an update whose gradient steps together have so many rows at most. */
    void begin(int rows) {
        if (allTargets.length < rows) {
            allTargets = new double[rows];
            allErrors = new double[rows];
        }
        rowsSoFar = 0;
        gradientSteps = 0;
        criticSteps = 0;
        actorSteps = 0;
        criticLosses = 0;
        criticNorms = 0;
        actorLosses = 0;
    }

    /** A gradient step on so many rows: the errors of the first critic are what it did not explain of the targets. */
    void addTargets(double[] targets, float[] errors, int rows) {
        for (int row = 0; row < rows; row++) {
            allTargets[rowsSoFar + row] = targets[row];
            allErrors[rowsSoFar + row] = errors[row];
        }
        rowsSoFar += rows;
        gradientSteps++;
    }

    void addCritic(Critic critic) {
        criticLosses += critic.loss();
        criticNorms += critic.norm();
        criticSteps++;
    }

    /** @param loss mean over the rows, before the step */
    void addActor(double loss) {
        actorLosses += loss;
        actorSteps++;
    }

    UpdateReport report(double entropy) {
        if (gradientSteps == 0) {
            return new UpdateReport(0, 0, entropy, 0, 0, 0, 0, 0);
        }
        return new UpdateReport(
                actorSteps == 0 ? 0 : actorLosses / actorSteps,
                criticLosses / criticSteps,
                entropy,
                0,
                0,
                ExplainedVariance.of(allTargets, allErrors, rowsSoFar),
                criticNorms / criticSteps,
                gradientSteps);
    }
}
