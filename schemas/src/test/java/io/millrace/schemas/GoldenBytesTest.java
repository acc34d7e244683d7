package io.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.Examples.Example;
import java.util.HexFormat;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bytes of each message are a promise to readers in other languages and to recorded runs. */
class GoldenBytesTest {

    private static final String NEWEST = GoldenFiles.RELEASES.get(GoldenFiles.RELEASES.size() - 1);

    @BeforeAll
    static void writeWhereAsked() {
        for (Example example : Examples.all()) {
            GoldenFiles.offer(
                    example.name() + ".hex",
                    HexFormat.of().formatHex(example.codec().encode(example.message())));
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void aMessageIsWrittenAsTheNewestReleaseWroteIt(Example example) {
        byte[] written = example.codec().encode(example.message());

        assertThat(HexFormat.of().formatHex(written)).isEqualTo(GoldenFiles.read(NEWEST, example.name() + ".hex"));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void aMessageOfTheNewestReleaseIsReadBackAsItWas(Example example) {
        byte[] recorded = HexFormat.of().parseHex(GoldenFiles.read(NEWEST, example.name() + ".hex"));

        assertThat(example.codec().decode(recorded)).isEqualTo(example.message());
    }

    @Test
    void everyMessageHasAnExample() {
        List<Schema> shown = Examples.all().stream()
                .map(example -> example.message().getSchema())
                .toList();

        assertThat(shown).containsAll(SchemaStore.current());
    }

    static List<Example> examples() {
        return Examples.all();
    }
}
