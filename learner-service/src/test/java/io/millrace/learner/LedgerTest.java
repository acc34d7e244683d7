package io.millrace.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.messages.Update;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.memory.MemoryBus;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private final Topic<Update> ledger = new Topics("test", 1).updates();
    private final MemoryBus bus = bus();
    private final List<String> rejected = new ArrayList<>();

    @Test
    void entriesBeyondTheVersionAreReadOldestFirst() {
        enter(1, 2, 3, 4);

        assertThat(beyond(2)).extracting(Update::getVersion).containsExactly(3L, 4L);
    }

    @Test
    void nothingStandsOnTheLedgerOfANewRun() {
        assertThat(beyond(0)).isEmpty();
    }

    @Test
    void aLedgerThatEndsAtTheVersionHasNothingBeyond() {
        enter(1, 2);

        assertThat(beyond(2)).isEmpty();
    }

    @Test
    void aMissingEntryIsNoticed() {
        enter(1, 2, 4);

        assertThatThrownBy(() -> beyond(0))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("from update 2 to 4")
                .hasMessageContaining("Begin a run of another name");
    }

    @Test
    void anEntryThatStandsTwiceIsNoticed() {
        enter(1, 2, 2);

        assertThatThrownBy(() -> beyond(0))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("from update 2 to 2");
    }

    @Test
    void aLedgerShorterThanTheCheckpointIsNoticed() {
        enter(1, 2);

        assertThatThrownBy(() -> beyond(3))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("stands at update 3")
                .hasMessageContaining("ends at 2")
                .hasMessageContaining("Move the checkpoint away");
    }

    @Test
    void whatAMemoryAsksForEndsAtTheVersion() {
        enter(1, 2, 3, 4, 5);

        assertThat(read(4, 2).before()).extracting(Update::getVersion).containsExactly(3L, 4L);
        assertThat(read(4, 0).before()).isEmpty();
        assertThat(read(4, 100).before()).extracting(Update::getVersion).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void aRecordThatIsNoEntryIsPutAside() {
        enter(1);
        bus.sendBytes(ledger, 0, "main", new byte[] {1, 2, 3});
        enter(2);

        assertThat(beyond(0)).extracting(Update::getVersion).containsExactly(1L, 2L);
        assertThat(rejected).hasSize(1);
    }

    private MemoryBus bus() {
        MemoryBus made = new MemoryBus(1 << 20);
        made.create(List.of(ledger));
        return made;
    }

    private List<Update> beyond(long version) {
        return read(version, 0).beyond();
    }

    private Ledger read(long version, long memory) {
        return Ledger.read(
                bus,
                ledger,
                version,
                memory,
                1,
                (topic, partition, offset, key, value, reason) -> rejected.add(reason));
    }

    private void enter(long... versions) {
        EventSink<Update> sink = bus.sink(ledger, Delivery.PROMPT);
        for (long version : versions) {
            sink.send(0, "main", entry(version));
        }
    }

    private static Update entry(long version) {
        return Update.newBuilder()
                .setPolicy("main")
                .setVersion(version)
                .setSettingsHash("a".repeat(64))
                .setEngine("kernel")
                .setRandomState(0)
                .setConsumed(List.of())
                .setDropped(List.of())
                .setSteps(version)
                .setPolicyLoss(0)
                .setValueLoss(0)
                .setEntropy(0)
                .setApproximateKl(0)
                .setClipFraction(0)
                .setExplainedVariance(0)
                .setGradientNorm(0)
                .setPolicyLag(0)
                .setWeightsSha256("b".repeat(64))
                .setUpdatedAt(Instant.EPOCH)
                .build();
    }
}
