package io.millrace.env.environments;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ValleyTest {

    private final Valley valley = new Valley();

    @Test
    void nothingRollsFasterThanTheLimit() {
        valley.roll(1);
        assertThat(seen()[1]).isEqualTo(0.07f);

        valley.roll(-1);
        assertThat(seen()[1]).isEqualTo(-0.07f);
    }

    @Test
    void aCarThatRollsBackHasNotArrived() {
        while (seen()[0] < 0.6f) {
            valley.roll(1);
        }
        assertThat(valley.hasReached(0.5)).isTrue();

        valley.roll(-1);

        assertThat(seen()[0]).isGreaterThan(0.5f);
        assertThat(valley.hasReached(0.5)).isFalse();
    }

    private float[] seen() {
        float[] seen = new float[2];
        valley.observe(seen, 0);
        return seen;
    }
}
