package io.millrace.runtime.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.messages.ActionKind;
import io.millrace.messages.ActionSpaceDescription;
import io.millrace.messages.NetworkDescription;
import io.millrace.messages.Progress;
import io.millrace.messages.RejectedRecord;
import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Codec;
import io.millrace.schemas.Retention;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topic.Keep;
import io.millrace.schemas.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecordBase;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every bus promises. Each test has topics of its own, so that a bus may serve them all. */
@Timeout(60)
public abstract class BusContract {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Rejections NONE = (topic, partition, offset, key, value, reason) -> {
        throw new AssertionError("rejected a record of " + topic + ": " + reason);
    };

    private final String name = "t" + UUID.randomUUID().toString().replace("-", "");

    /** The bus under test; the same one within a test. */
    protected abstract Bus bus();

    /** Sends what a foreign client could send. */
    protected abstract void sendBytes(Topic<?> topic, int partition, String key, byte @Nullable [] value);

    /** Makes the bus forget the oldest records of partition 0, which holds some, and says which offset is the oldest kept. */
    protected abstract long forgetOldest(Topic<Progress> topic);

    @Test
    void whatIsSentArrivesInOrderWithItsPlaceAndKey() {
        Topic<Progress> topic = created("order", 2);
        EventSink<Progress> sink = bus().sink(topic, Delivery.BULK);
        for (int version = 0; version < 50; version++) {
            sink.send(version % 2, "k" + version, progress(version));
        }
        sink.flush();

        List<Event<Progress>> events = readToEnd(topic);

        for (int partition = 0; partition < 2; partition++) {
            List<Event<Progress>> expected = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                int version = 2 * i + partition;
                expected.add(new Event<>(partition, i, "k" + version, progress(version)));
            }
            int wanted = partition;
            assertThat(events.stream().filter(event -> event.partition() == wanted))
                    .containsExactlyElementsOf(expected);
        }
    }

    @Test
    void aMessageIsReadableOnceItIsFlushed() {
        Topic<Progress> topic = created("flush", 1);

        send(topic, 0, 7);

        assertThat(bus().ends(topic)).containsExactly(1L);
        assertThat(versions(readToEnd(topic))).containsExactly(7L);
        assertThat(bus().unacknowledged()).isZero();
    }

    @Test
    void whatIsSentTogetherWaitsUntilItIsDispatched() {
        Topic<Progress> topic = created("together", 2);
        EventSink<Progress> sink = bus().sink(topic, Delivery.TOGETHER);
        sink.send(0, "k", progress(1));
        sink.send(1, "k", progress(2));
        assertThat(bus().ends(topic)).containsExactly(0L, 0L);

        sink.dispatch();

        assertThat(versions(takeAll(topic, 2))).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void aFlushSendsWhatWaitedToBeSentTogether() {
        Topic<Progress> topic = created("together", 1);
        EventSink<Progress> sink = bus().sink(topic, Delivery.TOGETHER);
        sink.send(0, "k", progress(1));

        sink.flush();

        assertThat(bus().ends(topic)).containsExactly(1L);
    }

    @Test
    void aMessageMayBeChangedOnceItIsSent() {
        Topic<Progress> topic = created("changed", 1);
        for (Delivery delivery : Delivery.values()) {
            EventSink<Progress> sink = bus().sink(topic, delivery);
            Progress message = progress(1);
            sink.send(0, "k", message);
            message.setVersion(2);
            sink.flush();
        }

        assertThat(versions(readToEnd(topic))).containsExactly(1L, 1L, 1L);
    }

    @Test
    void theEndsTellEachPartitionApart() {
        Topic<Progress> topic = created("ends", 3);
        send(topic, 0, 1);
        send(topic, 2, 2);
        send(topic, 2, 3);

        assertThat(bus().ends(topic)).containsExactly(1L, 0L, 2L);
    }

    @Test
    void aReaderFromTheEndSeesOnlyWhatIsSentAfterItWasOpened() {
        Topic<Progress> topic = created("end", 2);
        send(topic, 0, 1);
        try (EventSource<Progress> source = bus().reader(topic, Start.END, NONE)) {
            send(topic, 0, 2);
            send(topic, 1, 3);

            assertThat(versions(take(source, 2))).containsExactlyInAnyOrder(2L, 3L);
        }
    }

    @Test
    void aReaderBeginsAtThePositionsItIsGiven() {
        Topic<Progress> topic = created("positions", 2);
        for (int version = 0; version < 4; version++) {
            send(topic, 0, version);
            send(topic, 1, 10 + version);
        }
        try (EventSource<Progress> source = bus().reader(topic, List.of(3L, 2L), NONE)) {
            assertThat(versions(take(source, 3))).containsExactlyInAnyOrder(3L, 12L, 13L);
        }
    }

    @Test
    void aPositionThatIsNoLongerKeptStandsForTheOldestRecord() {
        Topic<Progress> topic = created("forgotten", 1);
        for (int version = 0; version < 20; version++) {
            send(topic, 0, version);
        }
        long oldest = forgetOldest(topic);
        try (EventSource<Progress> source = bus().reader(topic, List.of(0L), NONE)) {
            assertThat(take(source, 1).get(0).offset()).isEqualTo(oldest).isPositive();
        }
    }

    @Test
    void aPositionBeyondTheEndIsRefused() {
        Topic<Progress> topic = created("beyond", 1);
        send(topic, 0, 1);

        assertThatThrownBy(() -> bus().reader(topic, List.of(5L), NONE))
                .isInstanceOf(PositionBeyondEndException.class)
                .hasMessageContainingAll(topic.name(), "ends at offset 1", "from offset 5");
    }

    @Test
    void aPartitionThatIsNotAttendedToStaysWhereItIsUntilItIs() {
        Topic<Progress> topic = created("attended", 2);
        for (int version = 0; version < 10; version++) {
            send(topic, version % 2, version);
        }
        try (EventSource<Progress> source = bus().reader(topic, Start.BEGINNING, NONE)) {
            source.attendTo(Set.of(1));
            List<Event<Progress>> first = take(source, 5);
            assertThat(source.poll(POLL)).isEmpty();
            source.attendTo(Set.of(0));
            List<Event<Progress>> second = take(source, 5);

            assertThat(first).extracting(Event::partition).containsOnly(1);
            assertThat(second).extracting(Event::partition).containsOnly(0);
            assertThat(second).extracting(Event::offset).containsExactly(0L, 1L, 2L, 3L, 4L);
        }
    }

    @Test
    void aReaderGoesBackToWhereItIsTold() {
        Topic<Progress> topic = created("back", 1);
        for (int version = 0; version < 5; version++) {
            send(topic, 0, version);
        }
        try (EventSource<Progress> source = bus().reader(topic, Start.BEGINNING, NONE)) {
            take(source, 5);

            source.seek(List.of(3L));

            assertThat(take(source, 2)).extracting(Event::offset).containsExactly(3L, 4L);
        }
    }

    @Test
    void aReaderOwnsEveryPartition() {
        Topic<Progress> topic = created("all", 3);
        try (EventSource<Progress> source = bus().reader(topic, Start.BEGINNING, NONE)) {
            assertThat(source.partitions()).containsExactlyInAnyOrder(0, 1, 2);
        }
    }

    @Test
    void thePositionFollowsWhatWasReceived() {
        Topic<Progress> topic = created("position", 1);
        send(topic, 0, 1);
        send(topic, 0, 2);
        try (EventSource<Progress> source = bus().reader(topic, Start.BEGINNING, NONE)) {
            assertThat(source.position(0)).isZero();

            take(source, 2);

            assertThat(source.position(0)).isEqualTo(2);
        }
    }

    @Test
    void thePositionPassesRejectedRecords() {
        Topic<Progress> topic = created("passes", 1);
        send(topic, 0, 1);
        sendBytes(topic, 0, "k", new byte[] {1, 2, 3});
        List<String> reasons = new ArrayList<>();
        Rejections rejections = (from, partition, offset, key, value, reason) -> reasons.add(reason);
        try (EventSource<Progress> source = bus().reader(topic, Start.BEGINNING, rejections)) {
            until(() -> {
                source.poll(POLL);
                return source.position(0) == 2;
            });
        }

        assertThat(reasons).hasSize(1);
    }

    @Test
    void pollingWithoutATimeoutReturnsNothingWhereNothingIs() {
        Topic<Progress> topic = created("zero", 1);
        try (EventSource<Progress> source = bus().reader(topic, Start.BEGINNING, NONE)) {
            assertThat(source.poll(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void twoMembersShareThePartitions() {
        Topic<Progress> topic = created("share", 4);
        try (EventSource<Progress> one = bus().member(topic, name, NONE);
                EventSource<Progress> other = bus().member(topic, name, NONE)) {
            List<Event<Progress>> early = new ArrayList<>();
            until(() -> {
                early.addAll(one.poll(POLL));
                early.addAll(other.poll(POLL));
                return one.partitions().size() == 2 && other.partitions().size() == 2;
            });
            assertThat(early).isEmpty();
            for (int partition = 0; partition < 4; partition++) {
                send(topic, partition, partition);
            }
            List<Event<Progress>> first = take(one, 2);
            List<Event<Progress>> second = take(other, 2);

            assertThat(partitions(first)).isEqualTo(one.partitions());
            assertThat(partitions(second)).isEqualTo(other.partitions()).doesNotContainAnyElementsOf(one.partitions());
        }
    }

    @Test
    void aClosedMembersPartitionsGoToTheOtherWhichBeginsAtTheirEnd() {
        Topic<Progress> topic = created("takeover", 2);
        try (EventSource<Progress> survivor = bus().member(topic, name, NONE)) {
            try (EventSource<Progress> leaving = bus().member(topic, name, NONE)) {
                until(() -> {
                    survivor.poll(POLL);
                    leaving.poll(POLL);
                    return survivor.partitions().size() == 1
                            && leaving.partitions().size() == 1;
                });
                // Its owner never sees it, and neither does the one that takes over.
                send(topic, leaving.partitions().iterator().next(), 1);
            }
            List<Event<Progress>> received = new ArrayList<>();
            until(() -> {
                received.addAll(survivor.poll(POLL));
                return survivor.partitions().size() == 2;
            });
            send(topic, 0, 2);
            send(topic, 1, 3);
            until(() -> {
                received.addAll(survivor.poll(POLL));
                return received.size() >= 2;
            });

            assertThat(versions(received)).containsExactlyInAnyOrder(2L, 3L);
        }
    }

    @Test
    void aMemberTellsHowFarItHasRead() {
        Topic<Progress> topic = created("told", 2);
        send(topic, 1, 1);
        try (EventSource<Progress> member = bus().member(topic, name, NONE)) {
            until(() -> member.poll(POLL).isEmpty() && member.partitions().size() == 2);
            send(topic, 1, 2);
            take(member, 1);

            until(() -> member.poll(POLL).isEmpty() && bus().told(topic, name).equals(List.of(0L, 2L)));
        }
    }

    @Test
    void aNamedReaderTellsHowFarItHasRead() {
        Topic<Progress> topic = created("told", 2);
        for (int version = 0; version < 3; version++) {
            send(topic, 0, version);
        }
        try (EventSource<Progress> reader = bus().reader(topic, List.of(1L, 0L), name, NONE)) {
            assertThat(versions(take(reader, 2))).containsExactly(1L, 2L);

            until(() -> reader.poll(POLL).isEmpty() && bus().told(topic, name).equals(List.of(3L, 0L)));
        }
    }

    @Test
    void whatWasToldStaysWhenItsReaderIsGone() {
        Topic<Progress> topic = created("told", 1);
        send(topic, 0, 1);
        tellTheEnd(topic);
        send(topic, 0, 2);

        assertThat(bus().told(topic, name)).containsExactly(1L);
    }

    @Test
    void aReaderBeginsWhereItIsToldToAndNotWhereItsNameHasRead() {
        Topic<Progress> topic = created("told", 1);
        send(topic, 0, 1);
        tellTheEnd(topic);

        try (EventSource<Progress> reader = bus().reader(topic, List.of(0L), name, NONE)) {
            assertThat(versions(take(reader, 1))).containsExactly(1L);
        }
    }

    @Test
    void aMemberBeginsAtTheEndAndNotWhereItsGroupHasRead() {
        Topic<Progress> topic = created("told", 1);
        send(topic, 0, 1);
        try (EventSource<Progress> first = bus().member(topic, name, NONE)) {
            until(() -> first.poll(POLL).isEmpty() && bus().told(topic, name).equals(List.of(1L)));
        }
        send(topic, 0, 2);
        try (EventSource<Progress> second = bus().member(topic, name, NONE)) {
            until(() -> second.poll(POLL).isEmpty() && second.partitions().size() == 1);
            send(topic, 0, 3);

            assertThat(versions(take(second, 1))).containsExactly(3L);
        }
    }

    @Test
    void aGroupThatToldNothingHasNoPositions() {
        Topic<Progress> topic = created("untold", 2);

        assertThat(bus().told(topic, name)).containsExactly(Bus.UNTOLD, Bus.UNTOLD);
    }

    @Test
    void nothingBefellABusThatWorks() {
        Topic<Progress> topic = created("incidents", 1);
        send(topic, 0, 1);
        tellTheEnd(topic);

        for (Bus.Incident kind : Bus.Incident.values()) {
            assertThat(bus().incidents(kind)).as(kind.name()).isZero();
        }
    }

    @Test
    void aMemberWithoutAPartitionIsIdle() {
        Topic<Progress> topic = created("idle", 1);
        try (EventSource<Progress> one = bus().member(topic, name, NONE);
                EventSource<Progress> other = bus().member(topic, name, NONE)) {
            until(() -> {
                one.poll(POLL);
                other.poll(POLL);
                return one.partitions().size() + other.partitions().size() == 1;
            });
            EventSource<Progress> busy = one.partitions().isEmpty() ? other : one;
            EventSource<Progress> idle = busy == one ? other : one;
            send(topic, 0, 1);

            assertThat(versions(take(busy, 1))).containsExactly(1L);
            assertThat(idle.poll(POLL)).isEmpty();
        }
    }

    @Test
    void recordsThatCannotBeUsedGoToQuarantineAndTheStreamGoesOn() {
        Topic<Progress> topic = created("foreign", 2);
        Topic<RejectedRecord> quarantine = topic("quarantine", 1, Codec.of(RejectedRecord.getClassSchema()));
        bus().create(List.of(quarantine));
        byte[] garbage = {9, 8, 7};
        byte[] foreign = Topics.RUNS.codec().encode(run("r", "{}", "h"));
        send(topic, 1, 1);
        sendBytes(topic, 1, "bad", garbage);
        sendBytes(topic, 1, "other", foreign);
        sendBytes(topic, 1, "none", null);
        send(topic, 1, 2);

        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Quarantine rejections =
                new Quarantine(bus().sink(quarantine, Delivery.BULK), "tester", InstantSource.fixed(NOW), meters);
        try (EventSource<Progress> source = bus().reader(topic, Start.BEGINNING, rejections)) {
            assertThat(versions(take(source, 2))).containsExactly(1L, 2L);
        }

        bus().sink(quarantine, Delivery.BULK).flush();
        List<RejectedRecord> kept =
                readToEnd(quarantine).stream().map(Event::value).toList();
        assertThat(kept)
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("reason")
                .containsExactly(
                        rejected(topic, 1, "bad", garbage),
                        rejected(topic, 2, "other", foreign),
                        rejected(topic, 3, "none", null));
        assertThat(kept.get(0).getReason()).contains("does not begin with the single-object header of a Progress");
        assertThat(kept.get(1).getReason()).contains("Progress");
        assertThat(kept.get(2).getReason()).contains("no value");
        assertThat(meters.get("millrace.quarantined.records")
                        .tag("topic", topic.name())
                        .counter()
                        .count())
                .isEqualTo(3);
    }

    @Test
    void whatAReceiverRejectsKeepsItsBytes() {
        Topic<Progress> topic = created("rejects", 1);
        send(topic, 0, 5);
        List<RejectedRecord> kept = new ArrayList<>();
        Rejections rejections = (from, partition, offset, key, value, reason) ->
                kept.add(new RejectedRecord(from, partition, offset, wrapped(key), wrapped(value), reason, "", NOW));
        try (EventSource<Progress> source = bus().reader(topic, Start.BEGINNING, rejections)) {
            source.reject(take(source, 1).get(0), "It is not wanted.");
        }

        assertThat(kept)
                .containsExactly(new RejectedRecord(
                        topic.name(),
                        0,
                        0L,
                        wrapped("k5".getBytes(UTF_8)),
                        wrapped(topic.codec().encode(progress(5))),
                        "It is not wanted.",
                        "",
                        NOW));
    }

    @Test
    void makingATopicTwiceIsHarmless() {
        Topic<Progress> topic = created("twice", 2);
        send(topic, 1, 1);

        bus().create(List.of(topic));

        assertThat(bus().ends(topic)).containsExactly(0L, 1L);
    }

    @Test
    void aTopicWithAnotherNumberOfPartitionsIsRefused() {
        created("partitions", 2);
        Topic<Progress> wider = progressTopic("partitions", 3);

        assertThatThrownBy(() -> bus().create(List.of(wider)))
                .isInstanceOf(TopicMismatchException.class)
                .hasMessageContainingAll("2 partitions", "ask for 3", "topics.partitions");
    }

    @Test
    void aMissingTopicCannotBeSentTo() {
        Topic<Progress> missing = progressTopic("missing", 1);

        assertMissing(missing, () -> bus().sink(missing, Delivery.PROMPT));
    }

    @Test
    void aMissingTopicCannotBeReadFromTheBeginning() {
        Topic<Progress> missing = progressTopic("missing", 1);

        assertMissing(missing, () -> bus().reader(missing, Start.BEGINNING, NONE));
    }

    @Test
    void aMissingTopicCannotBeReadFromPositions() {
        Topic<Progress> missing = progressTopic("missing", 1);

        assertMissing(missing, () -> bus().reader(missing, List.of(0L), NONE));
    }

    @Test
    void aMissingTopicCannotBeSharedByMembers() {
        Topic<Progress> missing = progressTopic("missing", 1);

        assertMissing(missing, () -> bus().member(missing, name, NONE));
    }

    @Test
    void theBeginningsTellWhatIsKept() {
        Topic<Progress> topic = created("beginnings", 2);
        assertThat(bus().beginnings(topic)).containsExactly(0L, 0L);
        for (int version = 0; version < 10; version++) {
            send(topic, 0, version);
        }

        long oldest = forgetOldest(topic);

        assertThat(bus().beginnings(topic)).containsExactly(oldest, 0L);
    }

    @Test
    void aReaderCountsWhatWasGoneBeforeItCouldReadIt() {
        Topic<Progress> topic = created("missed", 1);
        for (int version = 0; version < 10; version++) {
            send(topic, 0, version);
        }
        long oldest = forgetOldest(topic);
        try (EventSource<Progress> reader = bus().reader(topic, List.of(2L), NONE)) {
            take(reader, 1);

            assertThat(reader.missed()).isEqualTo(oldest - 2);
        }
    }

    @Test
    void aReaderOfAWholeLogMissesNothing() {
        Topic<Progress> topic = created("whole", 2);
        for (int version = 0; version < 10; version++) {
            send(topic, version % 2, version);
        }
        try (EventSource<Progress> reader = bus().reader(topic, List.of(1L, 0L), NONE)) {
            take(reader, 9);

            assertThat(reader.missed()).isZero();
        }
    }

    @Test
    void storedBytesTellEachPartitionApart() {
        Topic<Progress> topic = created("stored", 2);
        send(topic, 1, 1);

        assertThat(bus().storedBytes(topic)).satisfies(bytes -> {
            assertThat(bytes.get(0)).isZero();
            assertThat(bytes.get(1)).isPositive();
        });
    }

    @Test
    void aTopicIsKeptForEverIfNobodySaysOtherwise() {
        assertThat(bus().retention(created("kept", 2))).isEqualTo(Retention.FOR_EVER);
    }

    @Test
    void aTopicIsKeptAsItIsMade() {
        Retention hour = new Retention(Duration.ofHours(1), 200 << 20);
        Topic<Progress> topic = progressTopic("kept", 2).keptFor(hour);

        bus().create(List.of(topic));

        assertThat(bus().retention(topic)).isEqualTo(hour);
    }

    @Test
    void howLongATopicIsKeptCanBeChangedAndTakenBack() {
        Topic<Progress> topic = created("changed-keep", 2);
        Retention hour = new Retention(Duration.ofHours(1), 64 << 20);

        bus().retain(topic, hour);

        assertThat(bus().retention(topic)).isEqualTo(hour);
        bus().retain(topic, Retention.FOR_EVER);
        assertThat(bus().retention(topic)).isEqualTo(Retention.FOR_EVER);
    }

    @Test
    void makingATopicAgainLeavesHowLongItIsKept() {
        Topic<Progress> topic = created("kept-again", 1);
        Retention hour = new Retention(Duration.ofHours(1), 0);
        bus().retain(topic, hour);

        bus().create(List.of(topic.keptFor(new Retention(Duration.ofDays(1), 0))));

        assertThat(bus().retention(topic)).isEqualTo(hour);
    }

    @Test
    void aRunThatWasRegisteredBeforeASettingCameIsTheSameRun() {
        RunRegistry registry = new RunRegistry(bus());
        Run before = registry.register(run(name, "{\"topics\":{\"partitions\":1}}", "h1"));
        Run now = run(name, "{\"topics\":{\"keep-for\":\"0s\",\"keep-megabytes\":0,\"partitions\":1}}", "h2");

        assertThat(registry.register(now)).isEqualTo(before);
    }

    @Test
    void theExperienceOfARunIsKeptAsItsSettingsSay() {
        Run run = run(name, "{\"topics\":{\"keep-for\":\"1h\",\"keep-megabytes\":64,\"partitions\":1}}", "h1");

        new RunRegistry(bus()).register(run);

        Topics topics = new Topics(name, 1);
        assertThat(bus().retention(topics.transitions())).isEqualTo(new Retention(Duration.ofHours(1), 64 << 20));
        assertThat(bus().retention(topics.updates())).isEqualTo(Retention.FOR_EVER);
    }

    @Test
    void aMissingTopicHasNoEnds() {
        Topic<Progress> missing = progressTopic("missing", 1);

        assertMissing(missing, () -> bus().ends(missing));
    }

    @Test
    void aRegisteredRunIsFoundAndItsTopicsExist() {
        Run run = run(name, "{\"a\":1}", "h1");

        RunRegistry registry = new RunRegistry(bus());

        assertThat(registry.register(run)).isEqualTo(run);
        assertThat(registry.await(name, Duration.ofSeconds(10))).isEqualTo(run);
        assertThat(registry.all()).contains(run);
        assertThat(new Topics(name, 1).all())
                .allSatisfy(topic -> assertThat(bus().ends(topic)).hasSize(topic.partitions()));
    }

    @Test
    void registeringARunAgainWithTheSameSettingsChangesNothing() {
        RunRegistry registry = new RunRegistry(bus());
        Run first = registry.register(run(name, "{\"a\":1}", "h1"));
        List<Long> ends = bus().ends(Topics.RUNS);
        Run again = run(name, "{\"a\":1}", "h1");
        again.setRegisteredAt(NOW.plusSeconds(60));

        assertThat(registry.register(again)).isEqualTo(first);
        assertThat(bus().ends(Topics.RUNS)).isEqualTo(ends);
    }

    @Test
    void aRunIsNotRegisteredAgainWithOtherSettings() {
        RunRegistry registry = new RunRegistry(bus());
        registry.register(run(name, "{\"lanes\":{\"count\":4,\"unroll\":8}}", "h1"));

        assertThatThrownBy(() -> registry.register(run(name, "{\"lanes\":{\"count\":6,\"unroll\":8}}", "h2")))
                .isInstanceOf(UserMistake.class)
                .hasMessageContainingAll(name, "lanes.count was 4 and would be 6")
                .hasMessageNotContaining("lanes.unroll");
    }

    @Test
    void awaitingARunThatNobodyRegistersListsThoseThereAre() {
        RunRegistry registry = new RunRegistry(bus());
        registry.register(run(name, "{}", "h1"));

        assertThatThrownBy(() -> registry.await("nobody-registers-this", Duration.ofMillis(500)))
                .isInstanceOf(UserMistake.class)
                .hasMessageContainingAll("nobody-registers-this", name);
    }

    @Test
    void anInterruptedThreadStopsLookingForRuns() {
        RunRegistry registry = new RunRegistry(bus());
        registry.register(run(name, "{}", "h1"));
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> registry.await(name + "x", Duration.ofMinutes(10)))
                    .isInstanceOf(BusException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aBusThatOwesNothingKeepsNobodyWaiting() {
        Topic<Progress> topic = created("waiting", 1);

        send(topic, 0, 1);

        assertThat(bus().waitingSeconds()).isZero();
    }

    @Test
    void closingASourceTwiceIsHarmless() {
        Topic<Progress> topic = created("close", 1);
        EventSource<Progress> source = bus().reader(topic, Start.BEGINNING, NONE);
        source.close();

        assertThatCode(source::close).doesNotThrowAnyException();
    }

    /** A topic of this test, made on the bus. */
    protected final Topic<Progress> created(String shortName, int partitions) {
        Topic<Progress> topic = progressTopic(shortName, partitions);
        bus().create(List.of(topic));
        return topic;
    }

    /** Sends the progress of that version, with the version in its key, and waits until it is there. */
    protected final void send(Topic<Progress> topic, int partition, long version) {
        EventSink<Progress> sink = bus().sink(topic, Delivery.PROMPT);
        sink.send(partition, "k" + version, progress(version));
        sink.flush();
    }

    private Topic<Progress> progressTopic(String shortName, int partitions) {
        return topic(shortName, partitions, Codec.of(Progress.getClassSchema()));
    }

    private <V extends SpecificRecordBase> Topic<V> topic(String shortName, int partitions, Codec<V> codec) {
        return new Topic<>("millrace." + name + "." + shortName, codec, partitions, Keep.FOR_EVER);
    }

    private <V extends SpecificRecordBase> List<Event<V>> readToEnd(Topic<V> topic) {
        long count = bus().ends(topic).stream().mapToLong(Long::longValue).sum();
        return takeAll(topic, (int) count);
    }

    private <V extends SpecificRecordBase> List<Event<V>> takeAll(Topic<V> topic, int count) {
        try (EventSource<V> source = bus().reader(topic, Start.BEGINNING, NONE)) {
            return take(source, count);
        }
    }

    /** Receives until there are that many, or more. */
    private static <V> List<Event<V>> take(EventSource<V> source, int count) {
        List<Event<V>> events = new ArrayList<>();
        until(() -> {
            events.addAll(source.poll(POLL));
            return events.size() >= count;
        });
        return events;
    }

    /** Reads the one partition to its end under this test's name, until the bus knows of it. */
    private void tellTheEnd(Topic<Progress> topic) {
        List<Long> ends = bus().ends(topic);
        try (EventSource<Progress> reader = bus().reader(topic, List.of(0L), name, NONE)) {
            until(() -> reader.poll(POLL).isEmpty() && bus().told(topic, name).equals(ends));
        }
    }

    private static void until(BooleanSupplier done) {
        long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as("the deadline of the test").isLessThan(end);
        }
    }

    private static void assertMissing(Topic<?> missing, ThrowingCallable use) {
        assertThatThrownBy(use)
                .isInstanceOf(BusException.class)
                .hasMessageContainingAll("Topic " + missing.name() + " does not exist", "egister");
    }

    private static List<Long> versions(List<Event<Progress>> events) {
        return events.stream().map(event -> event.value().getVersion()).toList();
    }

    private static Set<Integer> partitions(List<Event<Progress>> events) {
        Set<Integer> partitions = new HashSet<>();
        events.forEach(event -> partitions.add(event.partition()));
        return partitions;
    }

    private static RejectedRecord rejected(Topic<?> topic, long offset, String key, byte @Nullable [] value) {
        return new RejectedRecord(
                topic.name(), 1, offset, wrapped(key.getBytes(UTF_8)), wrapped(value), "", "tester", NOW);
    }

    private static @Nullable ByteBuffer wrapped(byte @Nullable [] bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }

    private static Progress progress(long version) {
        return new Progress("learner", version, 10 * version, List.of(version), false, null, false, NOW);
    }

    private static Run run(String name, String settings, String hash) {
        return Run.newBuilder()
                .setRun(name)
                .setSettings(settings)
                .setSettingsHash(hash)
                .setSeed(1)
                .setLanes(1)
                .setEnvironmentsPerLane(1)
                .setUnrollLength(1)
                .setMaxPolicyLag(0)
                .setPartitions(1)
                .setEnvironment("none")
                .setEnvironmentVersion("1")
                .setObservationSize(1)
                .setActionSpace(new ActionSpaceDescription(ActionKind.DISCRETE, 2, List.of(), List.of()))
                .setDistribution("categorical")
                .setNetwork(new NetworkDescription(List.of(4), "tanh", "separate", 1, List.of(), List.of(), List.of()))
                .setRegisteredAt(NOW)
                .build();
    }
}
