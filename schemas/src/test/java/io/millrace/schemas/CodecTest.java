package io.millrace.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.messages.Progress;
import io.millrace.messages.WeightsPart;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodecTest {

    private static final int HEADER = 10;
    /** A length of 2,091,200,512 as Avro writes it. */
    private static final String TWO_BILLION = "80c0a9ca0f";

    private final Codec<Progress> codec = Codec.of(Progress.getClassSchema());
    private final byte[] written = codec.encode(Examples.progress());

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "{\"version\": 41}", "a text that is longer than a header"})
    void bytesOfSomebodyElseAreRefused(String foreign) {
        assertThatThrownBy(() -> codec.decode(foreign.getBytes(UTF_8)))
                .isInstanceOf(UndecodableRecordException.class)
                .hasMessageContaining("does not begin with the single-object header of a Progress");
    }

    @Test
    void aRecordThatEndsTooEarlyIsRefusedWhereverItEnds() {
        for (int length = HEADER; length < written.length; length++) {
            byte[] cut = Arrays.copyOf(written, length);
            assertThatThrownBy(() -> codec.decode(cut))
                    .as("the first %d bytes of %d", length, written.length)
                    .isInstanceOf(UndecodableRecordException.class)
                    .hasMessageContaining("damaged");
        }
    }

    @Test
    void aRecordThatGoesOnAfterItsEndIsRefused() {
        assertThatThrownBy(() -> codec.decode(Arrays.copyOf(written, written.length + 1)))
                .isInstanceOf(UndecodableRecordException.class)
                .hasMessageContaining("bytes are left");
    }

    @Test
    void anUnknownSchemaIsNamedAsTheReason() {
        byte[] newer = written.clone();
        newer[2] ^= 1;

        assertThatThrownBy(() -> codec.decode(newer))
                .isInstanceOf(UndecodableRecordException.class)
                .hasMessageContaining("a schema that this version does not know")
                .hasMessageContaining("Progress");
    }

    @Test
    void aMessageOfAnotherKindIsRefused() {
        byte[] episode =
                new Examples.Example("Episode", Examples.episode()).codec().encode(Examples.episode());

        assertThatThrownBy(() -> codec.decode(episode))
                .isInstanceOf(UndecodableRecordException.class)
                .hasMessageContaining("io.millrace.messages.Episode")
                .hasMessageContaining("io.millrace.messages.Progress");
    }

    @Test
    void aTextWhoseLengthLiesIsRefusedWithoutAskingForTheMemory() {
        byte[] lying = headerOf(written, TWO_BILLION + "00");

        assertThatThrownBy(() -> codec.decode(lying)).isInstanceOf(UndecodableRecordException.class);
    }

    @Test
    void aTensorWhoseLengthLiesIsRefusedWithoutAskingForTheMemory() {
        Codec<WeightsPart> weights = Codec.of(WeightsPart.getClassSchema());
        // An empty policy name, version 0, a chunk, index 0, then the length of its bytes.
        byte[] lying = headerOf(weights.encode(Examples.weights(Examples.chunk())), "00000000" + TWO_BILLION + "00");

        assertThatThrownBy(() -> weights.decode(lying)).isInstanceOf(UndecodableRecordException.class);
    }

    @ParameterizedTest
    @MethodSource("io.millrace.schemas.Examples#all")
    void aDamagedByteIsEitherReadAsSomethingOrRefused(Examples.Example example) {
        byte[] whole = example.codec().encode(example.message());
        for (int place = 0; place < whole.length; place++) {
            byte[] damaged = whole.clone();
            damaged[place] ^= 0x7f;
            Throwable thrown = catchThrowable(() -> example.codec().decode(damaged));
            assertThat(thrown)
                    .as("byte %d", place)
                    .satisfiesAnyOf(nothing -> assertThat(nothing).isNull(), refused -> assertThat(refused)
                            .isInstanceOf(UndecodableRecordException.class));
        }
    }

    private static byte[] headerOf(byte[] message, String bodyInHex) {
        byte[] body = HexFormat.of().parseHex(bodyInHex);
        byte[] bytes = Arrays.copyOf(message, HEADER + body.length);
        System.arraycopy(body, 0, bytes, HEADER, body.length);
        return bytes;
    }
}
