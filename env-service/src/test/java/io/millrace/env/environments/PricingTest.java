package io.millrace.env.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.env.environments.Pricing.Prices;
import io.millrace.policy.bandit.StoreObservation;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PricingTest {

    private static final int STORES = 100;
    private static final int WEEKS = 6;

    private static final List<Double> SEVEN_PRICES =
            List.of(450.0, 450 + 100 / 3.0, 450 + 200 / 3.0, 550.0, 450 + 400 / 3.0, 450 + 500 / 3.0, 650.0);

    /** A week of expected profit at the best of seven prices: 7 days of 98.756. */
    private static final double BEST_WEEK = 7 * 98.7562;

    @Nested
    class WithTheDefaults extends EnvironmentContract {
        @Override
        EnvironmentParameters parameters() {
            return Defaults.of("pricing");
        }
    }

    @Nested
    class WithoutALimit extends EnvironmentContract {
        @Override
        EnvironmentParameters parameters() {
            return parametersWith("change-limit: 0.0");
        }
    }

    @Nested
    class WithAHistoryAndAListOfPrices extends EnvironmentContract {
        @Override
        EnvironmentParameters parameters() {
            return parametersWith("{history: {prices: 3}, prices: {list: [459.0, 489.0, 529.0, 610.0]}, demand: 20.0}");
        }
    }

    @Nested
    class TheDemand {

        @ParameterizedTest
        @CsvSource({"-5, 500", "-3, 566.6667", "-8, 462.5"})
        void hasItsBestPriceWhereTheTableSays003A1(double elasticity, double best) {
            assertThat(new DemandCurve(500, 400, elasticity, 1).bestPrice()).isCloseTo(best, within(1e-4));
        }

        @ParameterizedTest
        @CsvSource({"-5, 1", "-3, 0.1", "-8, 20"})
        void earnsLessOnBothSidesOfTheBestPrice(double elasticity, double demand) {
            DemandCurve curve = new DemandCurve(500, 400, elasticity, demand);
            double best = curve.bestPrice();

            assertThat(curve.profit(best)).isGreaterThan(curve.profit(best - 1)).isGreaterThan(curve.profit(best + 1));
        }

        @ParameterizedTest
        @CsvSource({"0.1", "1", "20"})
        void earnsTheTabulatedProfitAtSevenPrices003A2(double demand) {
            double[] tabulated = {82.436, 98.447, 98.756, 90.980, 79.676, 67.471, 55.783};
            DemandCurve curve = new DemandCurve(500, 400, -5, demand);

            double[] earned = SEVEN_PRICES.stream()
                    .mapToDouble(price -> curve.profit(price) / demand)
                    .toArray();

            assertThat(earned).containsExactly(tabulated, within(1e-3));
        }

        @ParameterizedTest
        @CsvSource({"5, 1", "7, 2", "9, 1", "11, 2", "13, 1"})
        void hasTheTabulatedNumberOfOptimalArms003A3(int arms, int optimal) {
            Pricing.Parameters parameters = parametersWith("prices: {arms: " + arms + "}");

            assertThat(parameters.curve().optimalArms(parameters.priceOfArms())).hasSize(optimal);
        }

        @Test
        void isBestAtTheThirdOfSevenPricesAndAsGoodAtTheSecond() {
            DemandCurve curve = parametersWith("{}").curve();

            assertThat(curve.bestArm(SEVEN_PRICES)).isEqualTo(2);
            assertThat(curve.optimalArms(SEVEN_PRICES)).containsExactly(1, 2);
        }
    }

    @Nested
    class TheLimit {

        @Test
        void leavesTheArmAndItsNeighboursOfSevenPrices003A4() {
            for (int arm = 0; arm < 7; arm++) {
                Pricing store = storeAt(arm, "{}");
                byte[] neighbours = new byte[7];
                for (int other = Math.max(0, arm - 1); other <= Math.min(6, arm + 1); other++) {
                    neighbours[other] = 1;
                }

                assertThat(mask(store)).as("from arm %d", arm).isEqualTo(neighbours);
            }
        }

        @Test
        void doesNotHoldInTheFirstWeek() {
            Pricing store = parametersWith("{}").create();
            store.reset(new CounterRandom(1));

            assertThat(mask(store)).containsOnly(1);
        }

        // 10 % of 500 is 50 exactly; of 450 it is less, so that the way up from there is closed.
        @ParameterizedTest
        @CsvSource({"0, 100", "1, 111", "2, 011"})
        void isMetByAChangeOfExactlyTheLimit(int arm, String allowed) {
            Pricing store = storeAt(arm, "prices: {list: [450.0, 500.0, 550.0]}");

            assertThat(mask(store)).isEqualTo(flags(allowed));
        }

        @Test
        void countsFromTheCurrentPriceAndNotFromTheFirst() {
            Pricing store = storeAt(0, "{}");
            set(store, 1);
            set(store, 2);

            assertThat(mask(store)).isEqualTo(flags("0111000"));
        }

        @Test
        void alwaysLetsAStoreKeepItsPrice() {
            CounterRandom random = new CounterRandom(3);
            for (int trial = 0; trial < 200; trial++) {
                double unitCost = 100 * random.nextDouble();
                List<Double> prices = new ArrayList<>();
                double price = unitCost;
                int arms = 2 + random.nextInt(20);
                for (int arm = 0; arm < arms; arm++) {
                    price += 1e-3 + 50 * random.nextDouble();
                    prices.add(price);
                }
                // Down to limits that no other price can meet.
                double limit = Math.pow(10, -8 * random.nextDouble());
                for (int arm = 0; arm < prices.size(); arm++) {
                    Pricing store = new Pricing.Parameters(
                                    200,
                                    unitCost,
                                    -3,
                                    1,
                                    new Prices(0, 0, 0, prices),
                                    2,
                                    7,
                                    limit,
                                    new Pricing.History(0, 5, 60))
                            .create();
                    store.reset(random);
                    set(store, arm);

                    assertThat(mask(store)[arm]).isEqualTo((byte) 1);
                }
            }
        }

        @Test
        void isNamedWithBothPricesWhereItForbidsAnAction() {
            Pricing store = storeAt(0, "prices: {list: [450.0, 500.0, 550.0]}");

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> set(store, 2))
                    .withMessage("Environment pricing was given action 2, the price 550.0, where the current price is"
                            + " 450.0, but a price changes by at most 0.1 of itself in a week"
                            + " (environment.change-limit). Choose among the actions that the mask allows.");
        }

        @Test
        void isNotThereWhereItIsZero() {
            Pricing store = storeAt(0, "change-limit: 0.0");

            assertThat(store.masksActions()).isFalse();
            assertThatIllegalStateException()
                    .isThrownBy(() -> mask(store))
                    .withMessageContaining("environment.change-limit is 0");
            assertThat(set(store, 6)).isEqualTo(EpisodeStatus.RUNNING);
        }
    }

    @Nested
    class AWeek {

        @Test
        void earnsTheMarginOfEachUnitThatItShows() {
            Pricing store = storeAt(3, "demand: 5.0");

            assertThat(observation(store)[StoreObservation.UNITS]).isPositive();
            assertThat(store.reward()).isEqualTo(150.0 * observation(store)[StoreObservation.UNITS]);
        }

        // Seven days at lambda(550) = exp(-0.5).
        @Test
        void sellsOnAverageWhatTheDemandOfItsDaysIs() {
            int weeks = 100_000;
            Pricing store = storeAt(3, "weeks: 1000000");
            double units = 0;
            for (int week = 0; week < weeks; week++) {
                set(store, 3);
                units += observation(store)[StoreObservation.UNITS];
            }

            double mean = 7 * Math.exp(-0.5);
            assertThat(units / weeks).isCloseTo(mean, within(4 * Math.sqrt(mean / weeks)));
        }

        @Test
        void isOneOfSoMany() {
            Pricing store = storeAt(2, "weeks: 3");

            assertThat(set(store, 2)).isEqualTo(EpisodeStatus.RUNNING);
            assertThat(set(store, 2)).isEqualTo(EpisodeStatus.TERMINATED);
        }
    }

    @Nested
    class TheObservation {

        @Test
        void beginsWithoutAWeekAnArmOrSales() {
            Pricing store = parametersWith("{}").create();
            store.reset(new CounterRandom(1));

            assertThat(observation(store)).containsExactly(0, StoreObservation.NO_ARM, 0);
        }

        @Test
        void showsTheWeeksThatAreOverAndTheCurrentArm() {
            Pricing store = storeAt(4, "{}");
            set(store, 5);

            assertThat(observation(store)[StoreObservation.WEEK]).isEqualTo(2);
            assertThat(observation(store)[StoreObservation.ARM]).isEqualTo(5);
        }

        @ParameterizedTest
        @CsvSource({"0", "1", "5"})
        void saysByItsSizeHowManyPricesItsHistoryHas(int prices) {
            int size = parametersWith("history: {prices: " + prices + "}")
                    .create()
                    .description()
                    .observationSize();

            assertThat(size).isEqualTo(StoreObservation.size(prices));
            assertThat(StoreObservation.historyPrices(size)).isEqualTo(prices);
        }

        @ParameterizedTest
        @CsvSource({"0", "2", "4", "8"})
        void isOfNoStoreInOtherSizes(int size) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> StoreObservation.historyPrices(size))
                    .withMessageContaining("observation of " + size);
        }
    }

    @Nested
    class TheHistory {

        @Test
        void isOfDistinctAscendingPricesInStepsOverTheRange() {
            Pricing store = storeWithHistory(8);
            for (int market = 0; market < 100; market++) {
                double[] prices = historyPrices(store, market);

                for (int i = 0; i < prices.length; i++) {
                    assertThat(prices[i]).isBetween(450.0, 650.0);
                    assertThat((prices[i] - 450) % 5).isZero();
                    assertThat(i == 0 || prices[i] > prices[i - 1]).isTrue();
                }
            }
        }

        @Test
        void canBeOfEveryPriceThereIs() {
            assertThat(historyPrices(storeWithHistory(41), 1))
                    .containsExactly(IntStream.rangeClosed(0, 40)
                            .mapToDouble(i -> 450 + 5 * i)
                            .toArray());
        }

        // Each of 41 prices is among 2 drawn ones with probability 2/41.
        @Test
        void drawsEveryPriceEquallyOften() {
            int markets = 41_000;
            Pricing store = storeWithHistory(2);
            double[] drawn = new double[41];
            double[] expected = new double[41];
            Arrays.fill(expected, 2000);
            for (int market = 0; market < markets; market++) {
                for (double price : historyPrices(store, market)) {
                    drawn[(int) (price - 450) / 5]++;
                }
            }

            assertThat(drawn).containsExactly(expected, within(5 * Math.sqrt(2000)));
        }

        @ParameterizedTest
        @CsvSource({"1, 60", "3, '20,20,20'", "7, '9,9,9,9,8,8,8'"})
        void sharesItsDaysEvenly(int prices, String days) {
            Pricing store = storeWithHistory(prices);
            store.reset(new CounterRandom(1));
            float[] seen = observation(store);

            assertThat(IntStream.range(0, prices).mapToObj(i -> (int) seen[StoreObservation.historyDays(i)]))
                    .isEqualTo(
                            Arrays.stream(days.split(",")).map(Integer::valueOf).toList());
        }

        @Test
        void sellsAtEachPriceWhatTheDemandIs() {
            Pricing store = storeWithHistory(2);
            double[] sold = new double[2];
            double[] expected = new double[2];
            CounterRandom own = new CounterRandom(4);
            for (int i = 0; i < 10_000; i++) {
                // One market, many stores.
                store.reset(own.at(Purpose.ENVIRONMENT, 0, i, 0), market(1));
                float[] seen = observation(store);
                for (int j = 0; j < 2; j++) {
                    sold[j] += seen[StoreObservation.historyUnits(j)];
                    expected[j] += 30 * store.curve().units(seen[StoreObservation.historyPrice(j)]);
                }
            }

            assertThat(sold[0]).isCloseTo(expected[0], within(4 * Math.sqrt(expected[0])));
            assertThat(sold[1]).isCloseTo(expected[1], within(4 * Math.sqrt(expected[1])));
        }

        @Test
        void isOfTheStoresOwnChanceWhereItIsAloneInItsMarket() {
            Pricing store = storeWithHistory(2);
            store.reset(new CounterRandom(5));
            float[] first = observation(store);
            store.reset(new CounterRandom(5));

            assertThat(observation(store)).isEqualTo(first);
        }

        private static Pricing storeWithHistory(int prices) {
            return parametersWith("history: {prices: " + prices + "}").create();
        }

        private static double[] historyPrices(Pricing store, int market) {
            store.reset(new CounterRandom(1), market(market));
            float[] seen = observation(store);
            return IntStream.range(0, StoreObservation.historyPrices(seen.length))
                    .mapToDouble(i -> seen[StoreObservation.historyPrice(i)])
                    .toArray();
        }

        private static CounterRandom market(int number) {
            return new CounterRandom(2).at(Purpose.ENVIRONMENT, number, -1, 0);
        }
    }

    /** Expected figures of a hundred stores, of which each arm gets equally many in the first week. */
    @Nested
    class AHundredStores {

        @ParameterizedTest
        @CsvSource({"0.1, 5.01, 185", "0.0, 2.81, 86"})
        void loseTheTabulatedShareOfProfitIfTheyGoToTheBestPrice003A5(double limit, double percent, int changes) {
            Moves moves = Moves.towardsTheBest(limit);

            assertThat(100 * moves.regret / (STORES * WEEKS * BEST_WEEK)).isCloseTo(percent, within(0.02));
            assertThat(moves.changes).isEqualTo(changes);
        }

        @Test
        void loseTheTabulatedProfitIfTheyGoToTheBestPriceUnderTheLimit() {
            assertThat(Moves.towardsTheBest(0.1).regret).isCloseTo(20780, within(1.0));
        }

        // The table has 16.86; the further digits are of an independent evaluation.
        @Test
        void loseTheTabulatedShareOfProfitInAWeekThatIsSplitEqually003A6() {
            DemandCurve curve = parametersWith("{}").curve();
            double best = curve.profit(SEVEN_PRICES.get(2));
            double lost = IntStream.range(0, STORES)
                    .mapToDouble(store -> best - curve.profit(SEVEN_PRICES.get(store % 7)))
                    .sum();

            assertThat(100 * lost / (STORES * best)).isCloseTo(16.86034, within(1e-5));
        }
    }

    @Nested
    class TheBestPolicy {

        @ParameterizedTest
        @CsvSource({"'{}'", "'{change-limit: 0.0, weeks: 12, demand: 0.3}'"})
        void earnsOnAverageWhatItIsWorth(String settings) {
            Pricing store = parametersWith(settings).create();
            CounterRandom random = new CounterRandom(6);
            int episodes = 20_000;
            double total = 0;
            for (int episode = 0; episode < episodes; episode++) {
                total += Policies.optimalPolicyReturn(store, random.at(Purpose.ENVIRONMENT, 0, 0, episode));
            }

            // The variance of a profit is its margin, 116.67, times its mean.
            double standardError = Math.sqrt(116.67 * store.optimalReturn() / episodes);
            assertThat(total / episodes).isCloseTo(store.optimalReturn(), within(4 * standardError));
        }

        @Test
        void isWorthTheBestPriceInEveryWeek() {
            assertThat(parametersWith("{}").create().optimalReturn()).isCloseTo(WEEKS * BEST_WEEK, within(0.01));
        }

        static Stream<Arguments> markets() {
            return Stream.of(
                    Arguments.of("{}"),
                    Arguments.of("{elasticity: -20.0}"),
                    Arguments.of("{elasticity: -1.5, prices: {arms: 9}}"),
                    // Nobody crosses the gap between 520 and 600.
                    Arguments.of("{elasticity: -2.0, prices: {list: [460.0, 490.0, 520.0, 600.0, 640.0]}}"));
        }

        @ParameterizedTest
        @MethodSource("markets")
        void neverNeedsToLookAhead(String settings) {
            Pricing.Parameters parameters = parametersWith(settings);
            Pricing store = parameters.create();
            for (int arm = 0; arm < parameters.priceOfArms().size(); arm++) {
                store.reset(new CounterRandom(1));
                set(store, arm);
                double greedy = 0;
                float[] action = new float[1];
                for (int week = 0; week < 4; week++) {
                    store.optimalAction(action, 0);
                    greedy += store.curve().profit(store.prices().get((int) action[0]));
                    store.step(action, 0);
                }

                assertThat(greedy).as("from arm %d", arm).isCloseTo(best(parameters, arm, 4), within(1e-9));
            }
        }

        /** By trying every allowed sequence of arms. */
        private static double best(Pricing.Parameters parameters, int arm, int weeks) {
            if (weeks == 0) {
                return 0;
            }
            List<Double> prices = parameters.priceOfArms();
            double best = 0;
            for (int next = 0; next < prices.size(); next++) {
                double change = Math.abs(prices.get(next) / prices.get(arm) - 1);
                if (change <= parameters.changeLimit() + 1e-9) {
                    double now = parameters.curve().profit(prices.get(next));
                    best = Math.max(best, now + best(parameters, next, weeks - 1));
                }
            }
            return best;
        }
    }

    @Nested
    class Settings {

        @Test
        void giveThePricesAndTheCostToWhoeverAsks() {
            Priced priced = parametersWith("{unit-cost: 300.0, prices: {from: 400.0, to: 500.0, arms: 3}}")
                    .create();

            assertThat(priced.prices()).containsExactly(400.0, 450.0, 500.0);
            assertThat(priced.unitCost()).isEqualTo(300);
        }

        @Test
        void takeAListInPlaceOfTheRange() {
            assertThat(parametersWith("prices: {list: [419.0, 499.0]}").create().prices())
                    .containsExactly(419.0, 499.0);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "reference-price: 0.0 | environment.reference-price is 0.0. ",
                    "unit-cost: -1.0 | environment.unit-cost is -1.0. ",
                    "unit-cost: 450.0 | environment.prices.from is 450.0. A unit costs 450.0 ",
                    "unit-cost: 1e999 | environment.unit-cost is Infinity. ",
                    "elasticity: 0.0 | environment.elasticity is 0.0. ",
                    "elasticity: 2.0 | environment.elasticity is 2.0. ",
                    "elasticity: -1000.0 | environment.demand is 1.0. At the price 450.0 ",
                    "elasticity: -1e300 | environment.demand is 1.0. At the price 450.0 ",
                    "{elasticity: -1e5, reference-price: 1.0} | environment.prices is such that the best one earns 0.0",
                    "demand: 0.0 | environment.demand is 0.0. ",
                    "demand: 1e6 | environment.demand is 1000000.0. At the price 450.0 ",
                    "{demand: 2e4, history: {prices: 1}} | environment.demand is 20000.0. At the price 450.0 ",
                    "prices: {from: 400.0} | environment.prices.from is 400.0. A unit costs 400.0 ",
                    "prices: {from: -5.0} | environment.prices.from is -5.0. A price is ",
                    "prices: {to: 450.0} | environment.prices.to is 450.0. Prices rise ",
                    "prices: {to: 1e999} | environment.prices.to is Infinity. ",
                    "prices: {arms: 1} | environment.prices.arms is 1. ",
                    "prices: {arms: 1001} | environment.prices.arms is 1001. ",
                    "prices: {list: [450.0]} | environment.prices.list is a list of 1. ",
                    "prices: {list: [450.0, 399.0]} | environment.prices.list[1] is 399.0. A unit costs 400.0 ",
                    "prices: {list: [450.0, 0.0]} | environment.prices.list[1] is 0.0. A price is ",
                    "prices: {list: [500.0, 450.0]} | environment.prices.list[1] is 450.0. Prices ascend",
                    "prices: {list: [450.0, 450.0]} | environment.prices.list[1] is 450.0. Prices ascend",
                    "weeks: 0 | environment.weeks is 0. ",
                    "days-per-week: 0 | environment.days-per-week is 0. ",
                    "change-limit: -0.1 | environment.change-limit is -0.1. ",
                    "change-limit: 1e999 | environment.change-limit is Infinity. ",
                    "history: {prices: -1} | environment.history.prices is -1. ",
                    "history: {prices: 42} | environment.history.prices is 42. Each is another of 41 prices",
                    "history: {prices: 3, days: 2} | environment.history.prices is 3. ",
                    "history: {days: 0} | environment.history.days is 0. ",
                    "history: {step: 0.0} | environment.history.step is 0.0. ",
                    "history: {step: 1e-5} | environment.history.step is 1.0E-5. ",
                })
        void thatCannotBeAreRefusedByName(String settings, String message) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> parametersWith(settings))
                    .withMessageStartingWith(message);
        }
    }

    /** What the stores lose and how often they change their price, if all do the best that the limit allows. */
    private static final class Moves {
        private double regret;
        private int changes;

        static Moves towardsTheBest(double limit) {
            Moves moves = new Moves();
            for (int number = 0; number < STORES; number++) {
                moves.follow(storeAt(number % 7, "change-limit: " + limit), number % 7);
            }
            return moves;
        }

        private void follow(Pricing store, int first) {
            float[] action = {first};
            int before = first;
            for (int week = 0; week < WEEKS; week++) {
                if (week > 0) {
                    store.optimalAction(action, 0);
                    store.step(action, 0);
                }
                int arm = (int) action[0];
                regret += 7
                        * (store.curve().profit(SEVEN_PRICES.get(2))
                                - store.curve().profit(SEVEN_PRICES.get(arm)));
                changes += arm == before ? 0 : 1;
                before = arm;
            }
        }
    }

    private static Pricing.Parameters parametersWith(String changes) {
        return (Pricing.Parameters) Defaults.of("pricing", changes);
    }

    /** A store that set this arm in the first week. */
    private static Pricing storeAt(int arm, String changes) {
        Pricing store = parametersWith(changes).create();
        store.reset(new CounterRandom(1));
        set(store, arm);
        return store;
    }

    private static EpisodeStatus set(Pricing store, int arm) {
        return store.step(new float[] {arm}, 0);
    }

    private static byte[] mask(Pricing store) {
        byte[] mask = new byte[store.prices().size()];
        store.mask(mask, 0);
        return mask;
    }

    private static byte[] flags(String digits) {
        byte[] flags = new byte[digits.length()];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = (byte) (digits.charAt(i) - '0');
        }
        return flags;
    }

    private static float[] observation(Pricing store) {
        float[] observation = new float[store.description().observationSize()];
        store.observe(observation, 0);
        return observation;
    }
}
