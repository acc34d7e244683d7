package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.messages.Dataset;
import io.millrace.messages.DatasetPiece;
import io.millrace.messages.Unroll;
import io.millrace.runtime.memory.MemoryBus;
import io.millrace.runtime.worker.UserMistake;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetsTest {

    private final MemoryBus bus = new MemoryBus(1 << 24);
    private final DatasetCreation creation = new DatasetCreation(bus, Watcher.NOBODY);

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aDatasetHoldsWholeRoundsWithTheirCountsAndOffsets(int partitions) {
        RecordedRun run = new RecordedRun(bus, "a", partitions).rounds(0, 6);
        run.record(run.unroll(0, 6));

        Dataset dataset = create("first", RecordRange.all());

        assertThat(dataset.getSteps()).isEqualTo(6L * RecordedRun.STEPS_OF_ROUND);
        // 24 ticks are 8 episodes of 3 steps in each of 6 environments.
        assertThat(dataset.getEpisodes()).isEqualTo(48);
        assertThat(dataset.getMeanReturn()).isEqualTo(3);
        DatasetPiece piece = dataset.getPieces().get(0);
        assertThat(piece.getRounds()).isEqualTo(6);
        assertThat(piece.getTo()).isEqualTo(partitions == 1 ? List.of(12L) : List.of(6L, 6L));
        assertThat(new Datasets(bus).all()).containsExactly(dataset);
    }

    @Test
    void aRangeOfTimeTakesTheRoundsThatLieInIt() {
        new RecordedRun(bus, "a", 2).rounds(0, 6);

        Dataset dataset =
                create("middle", new RecordRange(Bound.of("1970-01-01T00:00:05Z"), Bound.of("1970-01-01T00:00:16Z")));

        // Round 1 begins with second 4; rounds 2 and 3 are seconds 8 to 15.
        assertThat(dataset.getPieces().get(0).getFirstUnrolls()).containsExactly(2L, 2L);
        assertThat(dataset.getPieces().get(0).getRounds()).isEqualTo(2);
    }

    @Test
    void whatWasReadTwiceHasTheSameHash() {
        new RecordedRun(bus, "a", 2).rounds(0, 3);

        Dataset first = create("first", RecordRange.all());

        assertThat(create("second", RecordRange.all()).getSha256()).isEqualTo(first.getSha256());
        assertThatCode(() -> new DatasetCheck(bus, Watcher.NOBODY).verify(first))
                .doesNotThrowAnyException();
    }

    @Test
    void aRecordThatIsAnotherIsFoundByItsHash() {
        new RecordedRun(bus, "a", 1).rounds(0, 3);
        Dataset dataset = create("first", RecordRange.all());
        MemoryBus elsewhere = new MemoryBus(1 << 24);
        RecordedRun other = new RecordedRun(elsewhere, "a", 1).rounds(0, 2);
        other.record(other.unroll(0, 2));
        Unroll altered = other.unroll(1, 2);
        altered.getRewards().put(0, (byte) 1);
        other.record(altered);

        assertThatThrownBy(() -> new DatasetCheck(elsewhere, Watcher.NOBODY).verify(dataset))
                .isInstanceOf(RecordDefect.class)
                .hasMessageContaining("mean return");
    }

    @Test
    void aRecordThatIsShorterIsSaidToEndEarly() {
        new RecordedRun(bus, "a", 1).rounds(0, 3);
        Dataset dataset = create("first", RecordRange.all());
        MemoryBus elsewhere = new MemoryBus(1 << 24);
        new RecordedRun(elsewhere, "a", 1).rounds(0, 2);

        assertThatThrownBy(() -> new DatasetCheck(elsewhere, Watcher.NOBODY).verify(dataset))
                .hasMessageContaining("ends at offset 4")
                .hasMessageContaining("reaches to 6");
    }

    @Test
    void aGapIsNamedByLaneNumberAndOffset() {
        RecordedRun run = new RecordedRun(bus, "a", 1).rounds(0, 2);
        run.record(run.unroll(0, 3));

        assertThatThrownBy(() -> create("gap", RecordRange.all()))
                .isInstanceOf(RecordDefect.class)
                .hasMessageContaining("lane 0, unroll 2 was expected at offset 4")
                .hasMessageContaining("unroll 3 stands there");
    }

    @Test
    void whatStandsTwiceCountsOnce() {
        RecordedRun run = new RecordedRun(bus, "a", 1).rounds(0, 2);
        run.record(run.unroll(1, 1));
        run.rounds(2, 3);

        assertThat(create("twice", RecordRange.all()).getUnrolls()).isEqualTo(6);
    }

    @Test
    void anEmptyRangeIsAnsweredWithWhatThereIs() {
        new RecordedRun(bus, "a", 1).rounds(0, 2);

        assertThatThrownBy(() -> create("none", new RecordRange(Bound.of("100"), null)))
                .isInstanceOf(UserMistake.class)
                .hasMessageContaining("offsets 0 to 3")
                .hasMessageContaining("1970-01-01T00:00:00Z to 1970-01-01T00:00:07Z");
    }

    @Test
    void aNameIsUsedOnceAlsoWhenItsDatasetIsDeleted() {
        new RecordedRun(bus, "a", 1).rounds(0, 2);
        create("once", RecordRange.all());
        Datasets datasets = new Datasets(bus);

        assertThatThrownBy(() -> create("once", RecordRange.all())).hasMessageContaining("is that of a dataset");
        datasets.delete("once");

        assertThat(datasets.all()).isEmpty();
        assertThatThrownBy(() -> create("once", RecordRange.all())).hasMessageContaining("which was deleted");
        assertThatThrownBy(() -> datasets.require("once")).hasMessageContaining("it was deleted");
    }

    @Test
    void wordsThatAreNeitherOffsetNorTimeAreRefused() {
        assertThatThrownBy(() -> Bound.of("yesterday")).hasMessageContaining("neither an offset nor a time");
    }

    private Dataset create(String name, RecordRange range) {
        return creation.create(name, "", List.of("a"), range, Instant.EPOCH);
    }
}
