package io.millrace.learner.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptVersionsTest {

    private static final int OFFERED = 3000;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 16, 24, 200})
    void noMoreAreKeptThanThereIsRoomFor(int most) {
        for (long newest = 0; newest < OFFERED; newest++) {
            assertThat(kept(newest, most)).hasSizeLessThanOrEqualTo(most).contains(newest);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 6, 7, 24})
    void whatWasDroppedIsNeverMissedLater(int most) {
        for (long newest = 1; newest < OFFERED; newest++) {
            List<Long> before = kept(newest - 1, most);
            long last = newest;
            assertThat(kept(newest, most)).allSatisfy(one -> assertThat(one == last || before.contains(one))
                    .isTrue());
        }
    }

    @Test
    void theOlderTheyAreTheFurtherApart() {
        assertThat(kept(100, 8)).containsExactly(88L, 92L, 94L, 96L, 97L, 98L, 99L, 100L);
    }

    private static List<Long> kept(long newest, int most) {
        return LongStream.rangeClosed(0, newest)
                .filter(one -> KeptVersions.stays(one, newest, most))
                .boxed()
                .toList();
    }
}
