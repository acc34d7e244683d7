package io.millrace.app.price;

import io.millrace.learner.algorithms.Bandit;
import io.millrace.learner.algorithms.UpdateContext;
import io.millrace.learner.bandit.PriceElasticity;
import io.millrace.learner.bandit.PriceElasticity.Estimated;
import io.millrace.learner.experience.DecodedUnroll;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.messages.Run;
import io.millrace.policy.bandit.ArmTable;
import io.millrace.policy.bandit.Market;
import io.millrace.policy.bandit.Rule;
import io.millrace.policy.space.ActionSpace;
import io.millrace.schemas.Tensors;
import io.millrace.weights.Checksum;
import io.millrace.weights.PublishedWeights;
import io.millrace.weights.RunPolicy;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;

/**
 * The statistics that a run of sales decides by: one market of all stores. They depend on the store-weeks that were
 * taken in and on their order alone. What follows one another of the same week is one batch.
 */
final class ArmStatistics {

    private static final int DAYS_PER_WEEK = 7;

    private final SalesSettings sales;
    private final Rule rule;
    private final ArmTable table;
    private final Bandit bandit;
    private final float[] parameters;
    private long version;
    private long steps;

    ArmStatistics(Run run, SalesSettings sales, Rule rule) {
        this.sales = sales;
        this.rule = rule;
        this.table = RunPolicy.arms(Objects.requireNonNull(run.getRule()));
        // The elasticity is told from all sales, not from those at arms alone.
        Rule.Fit fit = rule.fit() == Rule.Fit.ELASTICITY ? Rule.Fit.NONE : rule.fit();
        this.bandit = new Bandit(table, fit, DAYS_PER_WEEK, run.getSeed());
        this.parameters = new float[table.parameterCount()];
    }

    /**
     * Makes the next version.
     *
     * @param sold  whole weeks at arms
     * @param known all sales up to here, by which the elasticity is told where the rule wants it
     */
    void update(List<StoreWeek> sold, SalesKnown known) {
        version++;
        for (int from = 0; from < sold.size(); ) {
            LocalDate week = sold.get(from).week();
            int to = from;
            while (to < sold.size() && sold.get(to).week().equals(week)) {
                to++;
            }
            learn(sold.subList(from, to));
            from = to;
        }
        if (rule.fit() == Rule.Fit.ELASTICITY) {
            fit(Demand.of(known).elasticity());
        }
    }

    long version() {
        return version;
    }

    /** Store-weeks learned from. */
    long steps() {
        return steps;
    }

    /** What is known of the market. */
    Market market() {
        return table.market(parameters, 0);
    }

    /** The present version, copied. */
    PublishedWeights weights() {
        return new PublishedWeights(version, parameters.clone(), Checksum.sha256(Tensors.ofFloats(parameters)));
    }

    private void learn(List<StoreWeek> week) {
        int stores = week.size();
        float[] arms = new float[stores];
        float[] rewards = new float[stores];
        for (int store = 0; store < stores; store++) {
            int arm = sales.armAt(week.get(store).price());
            arms[store] = arm;
            rewards[store] = (float) (table.arms().margin(arm) * week.get(store).units());
        }
        UnrollShape shape = new UnrollShape(
                1,
                stores,
                SaleUnroll.OBSERVATION_SIZE,
                new ActionSpace.Discrete(table.arms().count()),
                1);
        UnrollBatch batch = new UnrollBatch(shape);
        batch.fill(List.of(new DecodedUnroll(
                0,
                0,
                new float[shape.observationRows() * SaleUnroll.OBSERVATION_SIZE],
                null,
                arms,
                new float[stores],
                rewards,
                new byte[stores],
                new int[0],
                new float[0],
                new long[1])));
        var unused = bandit.update(batch, parameters, new UpdateContext(market().batches() + 1, steps));
        steps += stores;
    }

    private void fit(PriceElasticity elasticity) {
        if (elasticity instanceof Estimated estimated) {
            Market market = market();
            for (int arm = 0; arm < table.arms().count(); arm++) {
                double daily =
                        table.arms().margin(arm) * estimated.demand(table.arms().price(arm));
                market.estimate(arm, DAYS_PER_WEEK * daily, 0);
            }
        }
    }
}
