package io.millrace.app.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the values of a setting are told apart. */
class SweptSettingTest {

    @Test
    void commasSeparateValues() {
        assertThat(SweptSetting.parse("algorithm.clip=0.1, 0.2,0.3"))
                .isEqualTo(new SweptSetting("algorithm.clip", List.of("0.1", "0.2", "0.3")));
    }

    @Test
    void commasInsideBracketsBracesAndQuotesDoNot() {
        assertThat(SweptSetting.parse("a=[64,[1,2]],{b: 1, c: [2, 3]},\"x,y\",'],'")
                        .values())
                .containsExactly("[64,[1,2]]", "{b: 1, c: [2, 3]}", "\"x,y\"", "'],'");
    }

    @ParameterizedTest
    @CsvSource({
        "1e-3, 0.001, true",
        "1, 1.0, true",
        "'[64, 64]', '[64,64]', true",
        "0.1, 0.2, false",
        "1, '\"1\"', false"
    })
    void aValueIsTheSameHoweverItIsWritten(String one, String other, boolean same) {
        assertThat(SweptSetting.same("a", one, other)).isEqualTo(same);
    }
}
