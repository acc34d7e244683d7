package io.millrace.app.price;

import io.millrace.app.price.PriceSummary.ElasticitySummary;
import io.millrace.learner.bandit.PriceElasticity.Estimated;
import io.millrace.learner.bandit.PriceElasticity.Interval;
import io.millrace.learner.bandit.PriceElasticity.Unknown;
import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.worker.UserMistake;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * One call of {@code millrace price} on a run: sales in, prices out.
 *
 * @param summary what was taken in
 * @param prices  for every store that the run knows, by name
 */
public record PriceCall(PriceSummary summary, List<Price> prices) {

    private static final double CONFIDENCE = 0.95;
    private static final int DAYS_PER_WEEK = 7;

    public PriceCall {
        prices = List.copyOf(prices);
    }

    /**
     * What a store is to ask.
     *
     * @param week       Monday of the week
     * @param propensity with what probability the rule would choose this price for this store
     * @param reason     in words
     */
    public record Price(
            String store, String week, double currentPrice, double price, double propensity, String reason) {}

    /**
     * Takes a request in. Everything that it can be refused for is looked at before anything is recorded.
     *
     * @param run as it is registered on the bus
     * @throws UserMistake if the request cannot be used with the run
     */
    public static PriceCall make(PriceRequest request, Run run, Bus bus, Instant now) {
        request.requireSame(SalesRun.settings(run));
        SalesRun state = SalesRun.read(run, bus);
        Intake intake = request.intake(state);
        long followed = state.take(intake.accepted(), now);
        List<Price> prices = state.recommendations().stream()
                .map(one -> new Price(
                        one.store(),
                        one.week().toString(),
                        one.currentPrice(),
                        one.price(),
                        one.propensity(),
                        one.reason()))
                .toList();
        return new PriceCall(summary(run, state, intake, followed, prices), prices);
    }

    private static PriceSummary summary(Run run, SalesRun state, Intake intake, long followed, List<Price> prices) {
        SalesSettings sales = state.sales();
        long atArms = intake.accepted().stream()
                .filter(sold -> sold.whole() && sales.armAt(sold.price()) != sales.elsewhere())
                .count();
        return new PriceSummary(
                run.getRun(),
                Objects.requireNonNull(run.getRule()).getName(),
                state.statistics().version(),
                state.known().nextWeek().toString(),
                intake.rows(),
                intake.accepted().size(),
                atArms,
                intake.accepted().size() - atArms,
                followed,
                intake.duplicates(),
                intake.late(),
                state.known().missingWeeks(),
                prices.size(),
                prices.stream()
                        .filter(price -> price.price() != price.currentPrice())
                        .count(),
                state.statistics().steps(),
                sales.unitCost(),
                Money.kept(state.known().meanUnitCost()),
                elasticity(Demand.of(state.known()), sales.unitCost()));
    }

    private static ElasticitySummary elasticity(Demand demand, double unitCost) {
        if (demand.elasticity() instanceof Estimated estimated) {
            Interval interval = estimated.elasticityInterval(CONFIDENCE);
            double slope = estimated.slope();
            return new ElasticitySummary(
                    demand.prices(),
                    demand.referencePrice(),
                    estimated.elasticity(),
                    interval.lower(),
                    interval.upper(),
                    DAYS_PER_WEEK * estimated.demand(),
                    // The profit (p - c) exp(a p + b) is greatest at c - 1 / a.
                    slope < 0 ? unitCost - 1 / slope : null,
                    null);
        }
        return new ElasticitySummary(
                demand.prices(),
                demand.referencePrice(),
                null,
                null,
                null,
                null,
                null,
                why((Unknown) demand.elasticity(), demand));
    }

    private static String why(Unknown unknown, Demand demand) {
        return switch (unknown.reason()) {
            case NO_SALES -> "nothing was sold yet";
            case ONE_PRICE -> "one price alone was asked, " + Money.text(demand.referencePrice());
            case SALES_AT_AN_END_ONLY -> "all that was sold was sold at the lowest or all at the highest price";
            case NOT_CONVERGED -> "the search for the likeliest one did not end";
        };
    }
}
