package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Optimizer;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.policy.bandit.ArmTable;
import io.millrace.policy.bandit.Market;
import io.millrace.policy.bandit.StoreObservation;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * Counts what each arm gave. A tick of a lane is one batch of results of its market; the parameters are the whole
 * of what is known, so nothing else is carried from update to update. Units are rewards over the arm's margin,
 * rounded, since a reward has lost some digits on its way.
 */
public final class Bandit implements Algorithm {

    private static final UpdateReport NO_GRADIENT = new UpdateReport(0, 0, 0, 0, 0, 0, 0, 0);

    private final ArmTable table;
    private final Optimizer standstill = new Standstill(Algorithms.BANDIT);
    private final long[] count;
    private final double[] mean;
    private final double[] squares;

    /** @param table where the statistics lie in the parameters */
    public Bandit(ArmTable table) {
        this.table = table;
        int arms = table.arms().count();
        this.count = new long[arms];
        this.mean = new double[arms];
        this.squares = new double[arms];
    }

    /** All losses and gradients in its reports are 0: there are none. */
    @Override
    public UpdateReport update(UnrollBatch batch, float[] parameters, UpdateContext context) {
        for (int unroll = 0; unroll < batch.layout().unrolls(); unroll++) {
            Market market = table.market(parameters, table.marketOf(batch.lanes()[unroll]));
            for (int tick = 0; tick < batch.shape().steps(); tick++) {
                takeIn(batch, unroll, tick, market);
            }
        }
        return NO_GRADIENT;
    }

    @Override
    public Map<String, Double> state() {
        return Map.of();
    }

    @Override
    public void restore(Map<String, Double> state) {
        CheckpointNames.require(Algorithms.BANDIT, Set.of(), state);
    }

    @Override
    public Optimizer optimizer() {
        return standstill;
    }

    private void takeIn(UnrollBatch batch, int unroll, int tick, Market market) {
        Arrays.fill(count, 0);
        Arrays.fill(mean, 0);
        Arrays.fill(squares, 0);
        int stores = batch.shape().environments();
        int first = (unroll * batch.shape().steps() + tick) * stores;
        if (market.batches() == 0) {
            takeHistory(batch, first, stores, market);
        }
        for (int row = first; row < first + stores; row++) {
            int arm = (int) batch.sampled()[row];
            double units = Math.rint(batch.rewards()[row] / table.arms().margin(arm));
            count[arm]++;
            double from = units - mean[arm];
            mean[arm] += from / count[arm];
            squares[arm] += from * (units - mean[arm]);
        }
        for (int arm = 0; arm < count.length; arm++) {
            if (count[arm] > 0) {
                market.add(arm, count[arm], mean[arm], squares[arm]);
            }
        }
        market.countBatch();
    }

    private void takeHistory(UnrollBatch batch, int firstRow, int stores, Market market) {
        int size = batch.shape().observationSize();
        for (int price = 0; price < table.history(); price++) {
            double days = 0;
            double units = 0;
            int store = 0;
            for (int row = firstRow; row < firstRow + stores; row++) {
                store = batch.observationRow(row) * size;
                days += batch.observations()[store + StoreObservation.historyDays(price)];
                units += batch.observations()[store + StoreObservation.historyUnits(price)];
            }
            market.history(price, batch.observations()[store + StoreObservation.historyPrice(price)], days, units);
        }
    }
}
