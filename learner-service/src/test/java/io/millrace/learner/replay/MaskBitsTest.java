package io.millrace.learner.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskBitsTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 16, 63, 64, 65, 5752})
    void masksOfEveryWidthComeBackAsTheyWere(int choices) {
        SplittableRandom random = new SplittableRandom(choices);
        byte[] flags = new byte[choices + 3];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = (byte) random.nextInt(2);
        }
        byte[] bits = new byte[MaskBits.width(choices) + 1];
        byte[] back = new byte[choices + 5];

        MaskBits.pack(flags, 3, choices, bits, 1);
        MaskBits.unpack(bits, 1, choices, back, 5);

        assertThat(Arrays.copyOfRange(back, 5, back.length)).isEqualTo(Arrays.copyOfRange(flags, 3, flags.length));
    }

    @Test
    void eightChoicesTakeOneByte() {
        byte[] bits = new byte[1];

        MaskBits.pack(new byte[] {1, 0, 0, 1, 0, 0, 0, 1}, 0, 8, bits, 0);

        assertThat(bits[0] & 0xff).isEqualTo(0b1000_1001);
    }

    @Test
    void neighboursOfAMaskAreLeftAlone() {
        byte[] bits = {9, 9, 9};
        byte[] flags = {5, 5, 5, 5, 5};

        MaskBits.pack(new byte[] {1, 1, 1}, 0, 3, bits, 1);
        MaskBits.unpack(bits, 1, 3, flags, 1);

        assertThat(bits).containsExactly(9, 7, 9);
        assertThat(flags).containsExactly(5, 1, 1, 1, 5);
    }
}
