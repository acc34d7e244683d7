package io.millrace.app.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.app.migration.UtilityEstimate.Region;
import io.millrace.policy.random.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Panels that were drawn from the model with utilities that are known. */
class UtilityRecoveryTest {

    private static final int REGIONS = 6;
    private static final int YEARS = 15;
    private static final int PANELS = 40;
    private static final double NOISE = 0.5;
    private static final double GROWTH = 0.001;

    private final CounterRandom random = new CounterRandom(11);

    @Test
    void intervalsHoldKnownUtilitiesAboutAsOftenAsTheySay() {
        int held = 0;
        for (int panel = 0; panel < PANELS; panel++) {
            double[] utilities = normal();
            for (Region region : estimate(panel(utilities, NOISE), 300).regions()) {
                double known = utilities[Integer.parseInt(region.region().substring(1))];
                held += region.utility().low() <= known
                                && known <= region.utility().high()
                        ? 1
                        : 0;
            }
        }

        // 228 of 240 expected; the six of a panel share their level, so that chance is as of some 100.
        assertThat(held / (double) (PANELS * REGIONS)).isBetween(0.89, 0.99);
    }

    @Test
    void differencesAreFoundWhereThereIsHardlyNoise() {
        double[] utilities = normal();

        UtilityEstimate estimate = estimate(panel(utilities, 0.01), 300);

        double level = estimate.regions().stream()
                .mapToDouble(region -> region.utility().mean() - utilities[number(region)])
                .average()
                .orElseThrow();
        assertThat(estimate.regions())
                .allSatisfy(region ->
                        assertThat(region.utility().mean() - level).isCloseTo(utilities[number(region)], within(0.02)));
        assertThat(estimate.noise().low()).isLessThan(0.01);
        assertThat(estimate.noise().high()).isGreaterThan(0.01);
    }

    @Test
    void theModeIsWhereNoSmallStepRaisesTheDensity() {
        double[][] observed = panel(normal(), NOISE).between(2000, 2014);
        PosteriorMode.Found mode = PosteriorMode.find(observed, GROWTH);
        UtilityPosterior posterior = new UtilityPosterior(observed, GROWTH);
        double[] gradient = new double[REGIONS + 1];
        double best = posterior.at(mode.point(), gradient);

        for (int i = 0; i < 2000; i++) {
            double[] beside = mode.point().clone();
            for (int k = 0; k < beside.length; k++) {
                beside[k] += 0.05 * random.nextGaussian();
            }
            assertThat(posterior.at(beside, gradient)).isLessThan(best + 1e-2);
        }
    }

    @Test
    void theSameSeedGivesTheSameEstimateHoweverManyThreadsDraw() {
        Panel panel = panel(normal(), NOISE);
        EstimateOptions options = new EstimateOptions(2012, GROWTH, 3, 60, 60, 1);

        UtilityEstimate one =
                UtilityEstimation.of("one", panel, options, 1).run(made -> {}).orElseThrow();

        assertThat(UtilityEstimation.of("one", panel, options, 3).run(made -> {}))
                .contains(one);
    }

    @Test
    void anEstimateThatIsStoppedGivesNothing() {
        UtilityEstimation estimation = UtilityEstimation.of(
                "stopped", panel(normal(), NOISE), new EstimateOptions(2012, GROWTH, 2, 60, 60, 1), 1);

        estimation.stop();

        assertThat(estimation.run(made -> {})).isEmpty();
    }

    private static int number(Region region) {
        return Integer.parseInt(region.region().substring(1));
    }

    private static UtilityEstimate estimate(Panel panel, int draws) {
        return UtilityEstimation.of("known", panel, new EstimateOptions(null, GROWTH, 2, 200, draws, 1), 2)
                .run(made -> {})
                .orElseThrow();
    }

    private double[] normal() {
        return IntStream.range(0, REGIONS)
                .mapToDouble(i -> random.nextGaussian())
                .toArray();
    }

    private Panel panel(double[] utilities, double noise) {
        double[] first = {900, 400, 1500, 250, 700, 3000};
        double[][] path = new WorkforceModel(first, YEARS, GROWTH).run(utilities);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < REGIONS; i++) {
            names.add("R" + i);
        }
        for (int year = 1; year < YEARS; year++) {
            path[year] = Arrays.stream(path[year])
                    .map(one -> one + noise * laplace())
                    .toArray();
        }
        return new Panel(names, 2000, path);
    }

    private double laplace() {
        double size = -Math.log(1 - random.nextDouble());
        return random.nextBoolean() ? size : -size;
    }
}
