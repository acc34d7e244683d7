package io.millrace.runtime.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.messages.Progress;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.BusContract;
import io.millrace.runtime.event.EventSource;
import io.millrace.schemas.Retention;
import io.millrace.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MemoryBusTest extends BusContract {

    private static final int BYTES_PER_TOPIC = 100_000;

    private final MemoryBus bus = new MemoryBus(BYTES_PER_TOPIC);

    @Override
    protected Bus bus() {
        return bus;
    }

    @Override
    protected void sendBytes(Topic<?> topic, int partition, String key, byte @Nullable [] value) {
        bus.sendBytes(topic, partition, key, value);
    }

    @Override
    protected long forgetOldest(Topic<Progress> topic) {
        fill(topic);
        return oldest(topic);
    }

    @Test
    void aTopicKeepsNoMoreBytesThanItMay() {
        Topic<Progress> topic = created("bound", 1);

        fill(topic);

        assertThat(bus.keptBytes()).isBetween(BYTES_PER_TOPIC * 9 / 10L, (long) BYTES_PER_TOPIC);
    }

    @Test
    void theNewestRecordIsKeptEvenIfItIsLargerThanTheBound() {
        Topic<Progress> topic = created("large", 1);
        send(topic, 0, 1);

        bus.sendBytes(topic, 0, "k", new byte[2 * BYTES_PER_TOPIC]);

        assertThat(oldest(topic)).isEqualTo(1);
    }

    @Test
    void aTopicThatIsKeptSmallerForgetsSooner() {
        Topic<Progress> topic = created("smaller", 1);
        bus.retain(topic, new Retention(Duration.ZERO, BYTES_PER_TOPIC / 2));

        fill(topic);

        assertThat(bus.storedBytes(topic).get(0)).isBetween(BYTES_PER_TOPIC * 4 / 10L, BYTES_PER_TOPIC / 2L);
    }

    @Test
    void whatIsOlderThanATopicIsKeptForGoesWithTheNextRecord() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        MemoryBus aging = new MemoryBus(BYTES_PER_TOPIC, now::get);
        Topic<Progress> topic = created("old", 1).keptFor(new Retention(Duration.ofMinutes(1), 0));
        aging.create(List.of(topic));
        aging.sendBytes(topic, 0, "old", new byte[1]);
        now.set(Instant.EPOCH.plusSeconds(30));
        aging.sendBytes(topic, 0, "young", new byte[1]);
        now.set(Instant.EPOCH.plusSeconds(61));

        aging.sendBytes(topic, 0, "new", new byte[1]);

        assertThat(aging.beginnings(topic)).containsExactly(1L);
    }

    @Test
    void theMetersShowWhatIsKeptAndHowMuchMayBe() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        bus.bindTo(meters);
        fill(created("one", 1));
        created("other", 1);

        assertThat(meters.get("millrace.memory.bus.kept").gauge().value()).isEqualTo((double) bus.keptBytes());
        assertThat(meters.get("millrace.memory.bus.limit").gauge().value()).isEqualTo(2.0 * BYTES_PER_TOPIC);
    }

    private void fill(Topic<Progress> topic) {
        for (int i = 0; i < 100; i++) {
            bus.sendBytes(
                    topic,
                    0,
                    "filler",
                    topic.codec()
                            .encode(new Progress(
                                    "x".repeat(2000), 0L, 0L, List.of(), false, null, false, Instant.EPOCH)));
        }
    }

    private long oldest(Topic<Progress> topic) {
        try (EventSource<Progress> source =
                bus.reader(topic, Start.BEGINNING, (from, partition, offset, key, value, reason) -> {})) {
            long position = source.position(0);
            assertThat(source.poll(Duration.ZERO)).allMatch(event -> event.offset() >= position);
            return position;
        }
    }
}
