package io.millrace.env.environments.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.policy.random.CounterRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DistributionTest {

    @Test
    void evenGoalsHardlyEverHaveAShareAboveTwelvePercent() {
        CounterRandom random = new CounterRandom(1);
        double[] shares = new double[80];
        int draws = 40_000;
        int large = 0;
        for (int draw = 0; draw < draws; draw++) {
            Distribution.drawUniform(shares, random);
            if (Arrays.stream(shares).max().orElseThrow() > RegionGoal.LARGE_SHARE) {
                large++;
            }
        }

        // 80 * 0.88^79 = 0.0033, with a standard error of 0.0003.
        assertThat((double) large / draws).isCloseTo(80 * Math.pow(0.88, 79), within(0.0012));
    }

    @Test
    void anEvenGoalHasTheVarianceOfADirichletDistribution() {
        CounterRandom random = new CounterRandom(2);
        double[] shares = new double[80];
        double squares = 0;
        int draws = 5000;
        for (int draw = 0; draw < draws; draw++) {
            Distribution.drawUniform(shares, random);
            squares += Arrays.stream(shares).map(share -> share * share).sum();
        }

        // The expectation of the square of a share is 2 / (80 * 81).
        assertThat(squares / draws).isCloseTo(2.0 / 81, within(0.0005));
    }

    @Test
    void unevenGoalsAreDistributionsWithAFewLargeShares() {
        CounterRandom random = new CounterRandom(3);
        double[] shares = new double[80];
        for (int draw = 0; draw < 200; draw++) {
            Distribution.drawUneven(shares, random);
            double[] sorted = shares.clone();
            Arrays.sort(sorted);

            assertThat(Arrays.stream(shares).sum()).isCloseTo(1, within(1e-12));
            assertThat(sorted[0]).isNotNegative();
            assertThat(Arrays.stream(sorted, 70, 80).sum()).isGreaterThan(0.3);
        }
    }

    @Test
    void twoRegionsAreDrawnToo() {
        CounterRandom random = new CounterRandom(4);
        double[] shares = new double[2];
        for (int draw = 0; draw < 1000; draw++) {
            Distribution.drawUneven(shares, random);

            assertThat(shares[0] + shares[1]).isCloseTo(1, within(1e-15));
        }
    }
}
