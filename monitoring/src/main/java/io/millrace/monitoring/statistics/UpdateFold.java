package io.millrace.monitoring.statistics;

import io.millrace.messages.Update;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;

/** What updates come to. A number that is not finite makes its mean not finite: that is worth showing. */
final class UpdateFold {

    private static final String[] MEANS = {
        StatisticName.POLICY_LOSS,
        StatisticName.VALUE_LOSS,
        StatisticName.ENTROPY,
        StatisticName.APPROXIMATE_KL,
        StatisticName.CLIP_FRACTION,
        StatisticName.EXPLAINED_VARIANCE,
        StatisticName.GRADIENT_NORM,
        StatisticName.POLICY_LAG
    };

    private final double[] sums = new double[MEANS.length];
    private long count;
    private long steps;
    private double greatestLag;
    private long newestVersion = -1;

    /** @param learned environment steps that this update learned from */
    void add(Update update, long learned) {
        newestVersion = Math.max(newestVersion, update.getVersion());
        steps += learned;
        if (update.getIntervention() != null) {
            return;
        }
        count++;
        sums[0] += update.getPolicyLoss();
        sums[1] += update.getValueLoss();
        sums[2] += update.getEntropy();
        sums[3] += update.getApproximateKl();
        sums[4] += update.getClipFraction();
        sums[5] += update.getExplainedVariance();
        sums[6] += update.getGradientNorm();
        sums[7] += update.getPolicyLag();
        greatestLag = Math.max(greatestLag, update.getPolicyLag());
    }

    void merge(UpdateFold other) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += other.sums[i];
        }
        count += other.count;
        steps += other.steps;
        greatestLag = Math.max(greatestLag, other.greatestLag);
        newestVersion = Math.max(newestVersion, other.newestVersion);
    }

    long steps() {
        return steps;
    }

    void putInto(Map<String, Double> values) {
        values.put(StatisticName.UPDATES, (double) count);
        values.put(StatisticName.STEPS, (double) steps);
        if (newestVersion >= 0) {
            values.put(StatisticName.VERSION, (double) newestVersion);
        }
        if (count > 0) {
            for (int i = 0; i < sums.length; i++) {
                values.put(MEANS[i], sums[i] / count);
            }
            values.put(StatisticName.POLICY_LAG_MOST, greatestLag);
        }
    }

    void write(DataOutput out) throws IOException {
        for (double sum : sums) {
            out.writeDouble(sum);
        }
        out.writeLong(count);
        out.writeLong(steps);
        out.writeDouble(greatestLag);
        out.writeLong(newestVersion);
    }

    static UpdateFold read(DataInput in) throws IOException {
        UpdateFold fold = new UpdateFold();
        for (int i = 0; i < fold.sums.length; i++) {
            fold.sums[i] = in.readDouble();
        }
        fold.count = in.readLong();
        fold.steps = in.readLong();
        fold.greatestLag = in.readDouble();
        fold.newestVersion = in.readLong();
        return fold;
    }
}
