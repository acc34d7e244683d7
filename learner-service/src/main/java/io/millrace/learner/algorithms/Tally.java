package io.millrace.learner.algorithms;

/** Adds up minibatches, each by its rows. */
final class Tally {

    private double rows;
    private double policyLoss;
    private double valueLoss;
    private double entropy;
    private double clipped;
    private double norms;
    private int steps;
    private double epochRows;
    private double epochKl;

    void beginEpoch() {
        epochRows = 0;
        epochKl = 0;
    }

    void add(ActorCriticLoss loss, int count, double norm) {
        rows += count;
        policyLoss += count * loss.policyLoss();
        valueLoss += count * loss.valueLoss();
        entropy += count * loss.entropy();
        clipped += count * loss.clipFraction();
        norms += norm;
        steps++;
        epochRows += count;
        epochKl += count * loss.approximateKl();
    }

    double epochKl() {
        return epochKl / epochRows;
    }

    UpdateReport report(double explainedVariance) {
        return new UpdateReport(
                policyLoss / rows,
                valueLoss / rows,
                entropy / rows,
                epochKl(),
                clipped / rows,
                explainedVariance,
                norms / steps,
                steps);
    }
}
