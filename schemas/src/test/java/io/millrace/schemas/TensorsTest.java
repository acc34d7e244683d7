package io.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class TensorsTest {

    @Test
    void floatsLieLittleEndianWithoutAGap() {
        assertThat(Tensors.bytes(Tensors.ofFloats(new float[] {1, -2})))
                .containsExactly(0, 0, (byte) 0x80, 0x3f, 0, 0, 0, (byte) 0xc0);
    }

    @Test
    void floatsComeBackToTheBit() {
        float[] values = {0f, -0f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NaN, Float.NEGATIVE_INFINITY, 0.1f};

        assertThat(Tensors.floats(Tensors.ofFloats(values))).containsExactly(values);
    }

    @Test
    void doublesComeBackToTheBit() {
        double[] values = {0.1, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, Double.NaN};

        assertThat(Tensors.doubles(Tensors.ofDoubles(values))).containsExactly(values);
    }

    @Test
    void aPartOfAnArrayIsPacked() {
        assertThat(Tensors.floats(Tensors.ofFloats(new float[] {1, 2, 3, 4}, 1, 2)))
                .containsExactly(2, 3);
    }

    @Test
    void floatsAreReadToTheirPlace() {
        float[] into = {9, 9, 9, 9};

        assertThat(Tensors.floats(Tensors.ofFloats(new float[] {1, 2}), into, 1))
                .isEqualTo(2);
        assertThat(into).containsExactly(9, 1, 2, 9);
    }

    @Test
    void readingDoesNotMoveTheBuffer() {
        ByteBuffer tensor = Tensors.ofFloats(new float[] {1, 2});

        Tensors.floats(tensor);

        assertThat(tensor.remaining()).isEqualTo(8);
    }

    @Test
    void readingBeginsAtTheBuffersPosition() {
        ByteBuffer tensor = Tensors.ofFloats(new float[] {1, 2});
        tensor.position(Float.BYTES);

        assertThat(Tensors.floats(tensor)).containsExactly(2);
    }

    @Test
    void theOrderOfTheGivenBufferDoesNotMatter() {
        ByteBuffer bigEndian = ByteBuffer.wrap(Tensors.bytes(Tensors.ofFloats(new float[] {3})));

        assertThat(Tensors.floats(bigEndian)).containsExactly(3);
    }

    @Test
    void actionIndicesTravelAsIntegers() {
        ByteBuffer tensor = Tensors.ofIndices(new float[] {7, 0, 2, 16_777_215}, 1, 3);
        float[] into = new float[3];

        assertThat(Tensors.ints(tensor)).containsExactly(0, 2, 16_777_215);
        assertThat(Tensors.indices(tensor, into, 0)).isEqualTo(3);
        assertThat(into).containsExactly(0, 2, 16_777_215);
    }

    @Test
    void integersComeBack() {
        assertThat(Tensors.ints(Tensors.ofInts(new int[] {1, Integer.MIN_VALUE, 3}, 2)))
                .containsExactly(1, Integer.MIN_VALUE);
    }

    @Test
    void longsComeBack() {
        assertThat(Tensors.longs(Tensors.ofLongs(new long[] {1, Long.MIN_VALUE})))
                .containsExactly(1, Long.MIN_VALUE);
    }

    @Test
    void packedBytesAreACopy() {
        byte[] flags = {0, 1, 2, 3};
        ByteBuffer tensor = Tensors.ofBytes(flags, 1, 2);
        flags[1] = 9;

        assertThat(Tensors.bytes(tensor)).containsExactly(1, 2);
    }

    @Test
    void aTensorThatIsNoWholeNumberOfFloatsIsRefused() {
        ByteBuffer odd = ByteBuffer.wrap(new byte[6]);

        assertThatThrownBy(() -> Tensors.floats(odd))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("6 bytes");
    }

    @Test
    void aTensorThatIsNoWholeNumberOfLongsIsRefused() {
        ByteBuffer odd = ByteBuffer.wrap(new byte[12]);

        assertThatThrownBy(() -> Tensors.longs(odd)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTensorThatIsNoWholeNumberOfIndicesIsRefused() {
        ByteBuffer odd = ByteBuffer.wrap(new byte[3]);

        assertThatThrownBy(() -> Tensors.indices(odd, new float[3], 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTensorLargerThanItsPlaceIsRefused() {
        ByteBuffer three = Tensors.ofFloats(new float[3]);

        assertThatThrownBy(() -> Tensors.floats(three, new float[4], 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 2");
    }
}
