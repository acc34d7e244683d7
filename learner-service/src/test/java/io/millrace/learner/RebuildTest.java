package io.millrace.learner;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learner.TestRun.Learns;
import io.millrace.messages.Update;
import io.millrace.runtime.event.Bus.Delivery;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of six updates has a checkpoint, and a log from which some unrolls are gone; the rest is what is usual. */
class RebuildTest {

    private final Path folder;
    private final TestRun original = TestRun.withLag(Learns.FROM_REPLAY, 0);
    private final TestRun left = TestRun.withLag(Learns.FROM_REPLAY, 0);

    RebuildTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void learnAndKeepTheLedger() {
        original.finish(original.learner(folder));
        for (Update entry : original.ledger()) {
            left.bus.sink(left.topics.updates(), Delivery.PROMPT).send(0, "main", entry);
        }
    }

    @Test
    void aMemoryWhoseUnrollsAreAllGoneFromTheLogCannotBeRebuilt() {
        // Update 4 is the first that the memory reaches back to.
        assertThatThrownBy(() -> left.learner(folder))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("Update 4 stands on the ledger")
                .hasMessageContaining("replay memory cannot be rebuilt")
                .hasMessageContaining("Keep transitions for longer");
    }

    @Test
    void theFirstUpdateThatLacksAnUnrollIsNamed() {
        for (int number = 0; number < 6; number++) {
            left.send(TestRun.unroll(0, number, number).build());
            if (number != 4) {
                left.send(TestRun.unroll(1, number, number).build());
            }
        }

        assertThatThrownBy(() -> left.learner(folder))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("Update 5 stands on the ledger");
    }
}
