package io.millrace.app.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.messages.ActionKind;
import io.millrace.messages.ActionSpaceDescription;
import io.millrace.messages.Episode;
import io.millrace.messages.EpisodeEnd;
import io.millrace.messages.NetworkDescription;
import io.millrace.messages.Run;
import io.millrace.messages.Update;
import io.millrace.monitoring.StatisticsWorker;
import io.millrace.monitoring.statistics.StatisticsSettings;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.run.ServiceContext;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What statistics in the process of a run promise over any bus. Each test has a run of its own. */
@Timeout(120)
abstract class StatisticsWorkerContract {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final int PARTITIONS = 3;

    private final Topics topics = new Topics("t" + UUID.randomUUID().toString().replace("-", ""), PARTITIONS);
    private Instant now = START;
    private long version;

    /** The bus under test; the same one within a test. */
    protected abstract Bus bus();

    private StatisticsWorker worker() {
        ServiceContext context = ServiceContext.of("monitor", bus(), run(), new SimpleMeterRegistry(), () -> now);
        return new StatisticsWorker(context, StatisticsSettings.ofWindow(WINDOW));
    }

    /** Sends an episode a second and an update every other, over so many seconds. */
    private void play(int seconds) {
        EventSink<Episode> episodes = bus().sink(topics.episodes(), Delivery.PROMPT);
        EventSink<Update> updates = bus().sink(topics.updates(), Delivery.PROMPT);
        for (int i = 0; i < seconds; i++) {
            episodes.send(i % PARTITIONS, String.valueOf(i % PARTITIONS), episode(i));
            if (i % 2 == 0) {
                version++;
                updates.send(0, "policy", update());
            }
            now = now.plusSeconds(1);
        }
        episodes.flush();
        updates.flush();
    }

    private void requireTold() {
        Recomputed recomputed = new Recomputed(bus(), topics, WINDOW);
        assertThat(recomputed.windows()).isPositive();
        recomputed.requireTold();
    }

    @Test
    void whatARunDidIsToldWholeWhenItEnds() {
        bus().create(topics.all());
        StatisticsWorker worker = worker();
        worker.runOnce();
        play(95);

        worker.close();

        requireTold();
    }

    @Test
    void aRunThatGoesOnIsCountedOnFromWhereItWas() {
        bus().create(topics.all());
        StatisticsWorker first = worker();
        first.runOnce();
        play(3000);
        first.close();
        StatisticsWorker second = worker();
        second.runOnce();
        play(95);

        second.close();

        requireTold();
    }

    @Test
    void aRunWhoseMonitorDiedIsCountedOnFromWhatItTold() {
        bus().create(topics.all());
        StatisticsWorker died = worker();
        died.runOnce();
        play(25);
        died.runOnce();
        play(30);
        StatisticsWorker second = worker();
        second.runOnce();

        second.close();

        requireTold();
    }

    private Episode episode(int number) {
        return Episode.newBuilder()
                .setLane(number % PARTITIONS)
                .setEnvironment(0)
                .setEpisode(number)
                .setReturn$(Math.sin(number))
                .setLength(5 + number % 7)
                .setEnded(number % 3 == 0 ? EpisodeEnd.TERMINATED : EpisodeEnd.TRUNCATED)
                .setFirstVersion(version)
                .setLastVersion(version)
                .setEndedAt(now)
                .build();
    }

    private Update update() {
        return Update.newBuilder()
                .setPolicy("policy")
                .setVersion(version)
                .setSettingsHash("")
                .setEngine("kernel")
                .setRandomState(0)
                .setConsumed(List.of())
                .setDropped(List.of())
                .setSteps(100 * version)
                .setPolicyLoss(Math.cos((double) version))
                .setValueLoss(1.0 / version)
                .setEntropy(0.5)
                .setApproximateKl(0.01)
                .setClipFraction(0.1)
                .setExplainedVariance(0.9)
                .setGradientNorm(2)
                .setPolicyLag((double) (version % 3))
                .setWeightsSha256("")
                .setUpdatedAt(now)
                .build();
    }

    private Run run() {
        return Run.newBuilder()
                .setRun(topics.run())
                .setSettings("{}")
                .setSettingsHash("")
                .setSeed(1)
                .setLanes(PARTITIONS)
                .setEnvironmentsPerLane(1)
                .setUnrollLength(1)
                .setMaxPolicyLag(0)
                .setPartitions(PARTITIONS)
                .setEnvironment("none")
                .setEnvironmentVersion("1")
                .setObservationSize(1)
                .setActionSpace(new ActionSpaceDescription(ActionKind.DISCRETE, 2, List.of(), List.of()))
                .setDistribution("categorical")
                .setNetwork(new NetworkDescription(List.of(4), "tanh", "separate", 1, List.of(), List.of(), List.of()))
                .setRegisteredAt(START)
                .build();
    }
}
