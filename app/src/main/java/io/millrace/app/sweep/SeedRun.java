package io.millrace.app.sweep;

import io.millrace.app.run.LocalRun;
import io.millrace.app.run.RunFile;
import io.millrace.app.run.RunFolder;
import io.millrace.app.run.RunProgress;
import io.millrace.app.run.RunWatch;
import io.millrace.app.run.Summary;
import io.millrace.messages.Episode;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.memory.MemoryBus;
import io.millrace.runtime.metrics.MetricsSettings;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One trial: a whole run in memory, as {@code millrace local} plays it, and the returns of its episodes on the way. */
final class SeedRun {

    private final RunFile file;
    private final MemoryBus bus;
    private final ReturnCurve curve;
    private final LocalRun run;
    private @Nullable EventSource<Episode> episodes;

    /** @param folder claimed for the run */
    SeedRun(RunFile file, RunFolder folder) {
        this.file = file;
        this.bus = new MemoryBus(RunNeeds.bytesPerTopic(file));
        this.curve = new ReturnCurve(file);
        this.run = new LocalRun(file, folder, 1, () -> bus, MetricsSettings.loopback(0));
    }

    /** Ends {@link #learn} soon. May be called by any thread. */
    void stop() {
        run.stop();
    }

    /**
     * Learns to the end.
     *
     * @return nothing if it was stopped
     * @throws SeedFailure if what was learned earns no number
     * @throws RuntimeException the first failure of a service
     */
    Optional<SeedResult> learn() {
        Optional<Summary> summary = run.learn(new Following(), System.nanoTime(), "memory");
        // Episodes go after the unroll in which they ended: the last ones may come after the run's end.
        follow();
        return summary.map(this::result);
    }

    private SeedResult result(Summary summary) {
        double score = summary.evaluation().mean();
        if (!Double.isFinite(score)) {
            throw new SeedFailure("The mean return of the greedy policy is " + score + ", which no mean over seeds can"
                    + " hold. Look at the rewards of the environment, and at the size of the actions.");
        }
        return new SeedResult(
                summary.settingsHash(),
                file.shared().seed(),
                score,
                summary.evaluation().episodes(),
                summary.evaluation().meanLength(),
                summary.evaluation().optimum(),
                summary.steps(),
                summary.updates(),
                summary.engine(),
                summary.wallClockSeconds(),
                summary.weightsSha256(),
                curve.pieces());
    }

    /** Takes in every episode that ended up to now. */
    private void follow() {
        EventSource<Episode> source = episodes();
        for (List<Event<Episode>> ended = source.poll(Duration.ZERO);
                !ended.isEmpty();
                ended = source.poll(Duration.ZERO)) {
            ended.forEach(event -> curve.add(event.value()));
        }
    }

    private EventSource<Episode> episodes() {
        if (episodes == null) {
            Topics topics =
                    new Topics(file.shared().run(), file.shared().topics().partitions());
            episodes =
                    bus.reader(topics.episodes(), Start.BEGINNING, (topic, partition, offset, key, value, reason) -> {
                        throw new IllegalStateException("An episode of this process cannot be read: " + reason);
                    });
        }
        return episodes;
    }

    private final class Following implements RunProgress {

        @Override
        public void show(RunWatch watch) {
            follow();
        }

        @Override
        public void end() {}
    }
}
