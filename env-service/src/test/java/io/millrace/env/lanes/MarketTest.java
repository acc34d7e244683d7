package io.millrace.env.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.env.Answers;
import io.millrace.env.environments.Pricing;
import io.millrace.env.environments.Pricing.History;
import io.millrace.env.environments.Pricing.Prices;
import io.millrace.policy.bandit.StoreObservation;
import io.millrace.schemas.Tensors;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Lanes of pricing are markets: their copies are stores with a history of the same prices. */
class MarketTest {

    private static final int STORES = 50;
    private static final int WEEKS = 2;
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Pricing.Parameters PARAMETERS =
            new Pricing.Parameters(500, 400, -5, 20, Prices.even(450, 650, 7), WEEKS, 7, 0.1, new History(3, 5, 60));

    @Test
    void theStoresOfALaneHaveAHistoryOfTheSamePrices() {
        float[][] stores = shown(market(0));

        for (float[] store : stores) {
            assertThat(historyPrices(store)).isEqualTo(historyPrices(stores[0]));
        }
    }

    @Test
    void theStoresOfALaneSoldDifferently() {
        float[][] stores = shown(market(0));

        assertThat(Arrays.stream(stores)
                        .map(store -> store[StoreObservation.historyUnits(0)])
                        .distinct())
                .hasSizeGreaterThan(STORES / 4);
    }

    @Test
    void anotherLaneIsAnotherMarket() {
        assertThat(historyPrices(shown(market(1))[0])).isNotEqualTo(historyPrices(shown(market(0))[0]));
    }

    @Test
    void theNextEpisodeOfALaneIsAnotherMarketForAllItsStores() {
        Lane lane = market(0);
        float[] before = historyPrices(shown(lane)[0]);

        playAnEpisode(lane);

        float[][] stores = shown(lane);
        assertThat(historyPrices(stores[0])).isNotEqualTo(before);
        for (float[] store : stores) {
            assertThat(historyPrices(store)).isEqualTo(historyPrices(stores[0]));
        }
    }

    @Test
    void aMarketIsTheSameForWhoeverOwnsTheLane() {
        Lane lane = market(0);
        playAnEpisode(lane);

        Lane takenOver = new Lane(shape(), 0, PARAMETERS::create, LaneStart.after(lane.takeUnroll()));

        assertThat(shown(takenOver)).isDeepEqualTo(shown(lane));
    }

    private static Lane market(int number) {
        return new Lane(shape(), number, PARAMETERS::create, LaneStart.fresh(STORES));
    }

    private static LaneShape shape() {
        return new LaneShape("test", 5, STORES, WEEKS, PARAMETERS.create().description());
    }

    private static void playAnEpisode(Lane lane) {
        for (int week = 0; week < WEEKS; week++) {
            lane.step(
                    Answers.choices(lane.number(), lane.tick(), 0, new int[STORES])
                            .build(),
                    NOON);
        }
    }

    private static float[][] shown(Lane lane) {
        float[] all = Tensors.floats(lane.request(0, "owner", NOON).getObservations());
        int size = all.length / STORES;
        float[][] stores = new float[STORES][];
        for (int i = 0; i < STORES; i++) {
            stores[i] = Arrays.copyOfRange(all, i * size, (i + 1) * size);
        }
        return stores;
    }

    private static float[] historyPrices(float[] store) {
        float[] prices = new float[StoreObservation.historyPrices(store.length)];
        for (int i = 0; i < prices.length; i++) {
            prices[i] = store[StoreObservation.historyPrice(i)];
        }
        return prices;
    }
}
