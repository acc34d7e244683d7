package io.millrace.app.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runtime.worker.UserMistake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a user names seeds. */
class SeedsTest {

    @Test
    void aNumberSaysHowManyFromOneOn() {
        assertThat(Seeds.parse("5")).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void aRangeHasBothItsEnds() {
        assertThat(Seeds.parse("11-13")).containsExactly(11L, 12L, 13L);
    }

    @Test
    void aRangeOfOneIsThatSeed() {
        assertThat(Seeds.parse("7-7")).containsExactly(7L);
    }

    @Test
    void aListKeepsItsOrderAndMayHoldRanges() {
        assertThat(Seeds.parse("7, 3,11-12")).containsExactly(7L, 3L, 11L, 12L);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | at least 1",
                "-3 | neither a seed nor a range",
                "five | neither a seed nor a range",
                "3,,5 | neither a seed nor a range",
                "8-3 | from its least seed to its greatest",
                "3,1-4 | seed 3 is named twice",
                "1-5000 | at most 1000 trials",
                "99999999999999999999 | neither a seed nor a range"
            })
    void whatNamesNoSeedsIsRefused(String text, String words) {
        assertThatThrownBy(() -> Seeds.parse(text))
                .isInstanceOf(UserMistake.class)
                .hasMessageContaining("--seeds is")
                .hasMessageContaining(words);
    }
}
