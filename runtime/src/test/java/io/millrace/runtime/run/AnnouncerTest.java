package io.millrace.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.messages.Annotation;
import io.millrace.messages.AnnotationKind;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.memory.MemoryBus;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class AnnouncerTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Topics TOPICS = new Topics("test", 1);

    private final MemoryBus bus = new MemoryBus(1 << 20);

    @Test
    void aStartStandsOnTheTopicUnderTheNameOfItsService() {
        bus.create(TOPICS.all());

        announce(() -> bus, new Announcement("env", "1.0"));

        Event<Annotation> event = told().get(0);
        assertThat(event.key()).isEqualTo("env");
        assertThat(event.value().getKind()).isEqualTo(AnnotationKind.START);
        assertThat(event.value().getService()).isEqualTo("env");
        assertThat(event.value().getInstance()).isEqualTo("env-1");
        assertThat(event.value().getAt()).isEqualTo(NOON);
    }

    @Test
    void aServiceThatKnowsNoWeightsNamesNone() {
        bus.create(TOPICS.all());

        announce(() -> bus, new Announcement("actor", "1.0"));

        assertThat(told().get(0).value().getVersion()).isNull();
    }

    @Test
    void everyStartSaysItsBuildAndItsJava() {
        bus.create(TOPICS.all());

        announce(() -> bus, new Announcement("actor", "1.0"));

        assertThat(told().get(0).value().getDetails())
                .containsEntry("version", "1.0")
                .containsEntry("java", Runtime.version().toString());
    }

    @Test
    void aServiceThatIsStartedTwiceTellsTwiceWithWhatDiffers() {
        bus.create(TOPICS.all());
        Announcement first = new Announcement("learner", "1.0");
        first.detail("engine", "kernel");
        Announcement second = new Announcement("learner", "1.0");
        second.detail("engine", "dl4j");
        second.weightsVersion(40);

        announce(() -> bus, first);
        announce(() -> bus, second);

        assertThat(told())
                .extracting(event -> event.value().getDetails().get("engine"))
                .containsExactly("kernel", "dl4j");
    }

    @Test
    void theWordsNameTheWeightsAndEveryDetail() {
        Announcement announcement = new Announcement("learner", "1.0");
        announcement.detail("engine", "kernel on CPU");
        announcement.weightsVersion(40);

        assertThat(announcement.toAnnotation("learner-1", NOON).getText())
                .startsWith("learner began with weights version 40; engine kernel on CPU; java ")
                .endsWith("; version 1.0");
    }

    @Test
    void aTopicThatIsMissingIsNotFatal() {
        announce(() -> bus, new Announcement("env", "1.0"));

        bus.create(TOPICS.all());
        assertThat(told()).isEmpty();
    }

    @Test
    void aBusThatCannotBeReachedIsNotFatal() {
        bus.create(TOPICS.all());

        announce(
                () -> {
                    throw new BusException("No broker answers.");
                },
                new Announcement("env", "1.0"));

        assertThat(told()).isEmpty();
    }

    @Test
    void nobodyWaitsForABusThatIsSlow() {
        bus.create(TOPICS.all());
        CountDownLatch reached = new CountDownLatch(1);

        Announcer announcer = Announcer.begin(
                () -> {
                    awaitUninterrupted(reached);
                    return bus;
                },
                TOPICS,
                List.of(new Announcement("env", "1.0")),
                service -> service,
                NOON);
        assertThat(told()).isEmpty();
        reached.countDown();
        announcer.await(LONG);

        assertThat(told()).hasSize(1);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static void announce(Supplier<Bus> buses, Announcement announcement) {
        Announcer.begin(buses, TOPICS, List.of(announcement), service -> service + "-1", NOON)
                .await(LONG);
    }

    private List<Event<Annotation>> told() {
        try (EventSource<Annotation> source =
                bus.reader(TOPICS.annotations(), Start.BEGINNING, (topic, partition, offset, key, value, reason) -> {
                    throw new AssertionError(reason);
                })) {
            return source.poll(Duration.ZERO);
        }
    }
}
