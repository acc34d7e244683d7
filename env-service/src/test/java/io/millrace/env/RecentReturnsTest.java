package io.millrace.env;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentReturnsTest {

    private final RecentReturns returns = new RecentReturns();

    @Test
    void thereIsNoMeanBeforeTheFirstEpisode() {
        assertThat(returns.mean()).isNaN();
    }

    @Test
    void theMeanIsOverThoseThereAre() {
        returns.add(-1);
        returns.add(-2);

        assertThat(returns.mean()).isEqualTo(-1.5);
    }

    @Test
    void oldEpisodesNoLongerCount() {
        returns.add(1e9);
        for (int i = 0; i < RecentReturns.MOST; i++) {
            returns.add(-3);
        }

        assertThat(returns.mean()).isEqualTo(-3);
    }
}
