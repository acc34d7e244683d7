package io.millrace.app.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.policy.random.CounterRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Diagnostics of chains whose answer is known. */
class ChainDiagnosticsTest {

    private static final int CHAINS = 4;
    private static final int DRAWS = 20_000;

    private final RandomGenerator random = new CounterRandom(7);

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 0.9})
    void drawsThatRememberAreWorthFewerIndependentOnes(double memory) {
        double expected = CHAINS * DRAWS * (1 - memory) / (1 + memory);

        assertThat(ChainDiagnostics.bulkSize(autoregressive(memory))).isCloseTo(expected, within(0.1 * expected));
    }

    @Test
    void drawsThatAlternateAreWorthMore() {
        assertThat(ChainDiagnostics.bulkSize(autoregressive(-0.5))).isGreaterThan(1.5 * CHAINS * DRAWS);
    }

    @Test
    void chainsOfOneDistributionAgree() {
        assertThat(ChainDiagnostics.rHat(autoregressive(0.5))).isBetween(0.999, 1.005);
    }

    @Test
    void aChainElsewhereDisagrees() {
        double[][] chains = autoregressive(0);
        for (int i = 0; i < DRAWS; i++) {
            chains[0][i] += 2;
        }

        // Of normal scores about: three quarters at 0, one quarter at 2, and 1 within.
        assertThat(ChainDiagnostics.rHat(chains)).isBetween(1.2, 1.6);
        assertThat(ChainDiagnostics.bulkSize(chains)).isLessThan(50);
    }

    @Test
    void aChainThatSpreadsWiderDisagreesThoughItsMiddleIsTheSame() {
        double[][] chains = autoregressive(0);
        for (int i = 0; i < DRAWS; i++) {
            chains[0][i] *= 4;
        }

        assertThat(ChainDiagnostics.rHat(chains)).isGreaterThan(1.1);
    }

    @Test
    void aSingleChainThatDriftsDisagreesWithItself() {
        double[][] chains = {autoregressive(0)[0]};
        for (int i = 0; i < DRAWS; i++) {
            chains[0][i] += 3.0 * i / DRAWS;
        }

        assertThat(ChainDiagnostics.rHat(chains)).isGreaterThan(1.3);
    }

    @Test
    void independentDrawsTellAllAboutTheTails() {
        assertThat(ChainDiagnostics.tailSize(autoregressive(0)))
                .isCloseTo(CHAINS * DRAWS, within(0.1 * CHAINS * DRAWS));
    }

    @Test
    void chainsThatNeverMoveAreNotTakenForGood() {
        assertThat(ChainDiagnostics.rHat(new double[CHAINS][100])).isNaN();
    }

    private double[][] autoregressive(double memory) {
        double[][] chains = new double[CHAINS][DRAWS];
        for (double[] chain : chains) {
            double now = random.nextGaussian();
            for (int i = 0; i < DRAWS; i++) {
                now = memory * now + Math.sqrt(1 - memory * memory) * random.nextGaussian();
                chain[i] = now;
            }
        }
        return chains;
    }
}
