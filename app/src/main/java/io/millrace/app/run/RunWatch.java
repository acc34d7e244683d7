package io.millrace.app.run;

import io.millrace.messages.Episode;
import io.millrace.messages.Progress;
import io.millrace.messages.Update;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.run.ServiceContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hipparchus.stat.descriptive.DescriptiveStatistics;
import org.jspecify.annotations.Nullable;

/** Watches a run from outside, by its topics alone. One thread at a time. */
public final class RunWatch implements AutoCloseable {

    private static final int RECENT_EPISODES = 100;

    private final EventSource<Episode> episodes;
    private final EventSource<Update> updates;
    private final EventSource<Progress> progress;
    private final DescriptiveStatistics returns = new DescriptiveStatistics(RECENT_EPISODES);
    private final long updatesBefore;
    private final List<Update> interventions = new ArrayList<>();
    private @Nullable Update lastUpdate;
    private @Nullable Progress lastProgress;
    private long lastEntry;
    private long firstSteps = -1;
    private long firstProgressNanos;
    private long firstUpdateNanos;
    private long lastUpdateNanos;

    /** Watches the run of a context, from its recorded beginning for updates, from now on for episodes. */
    public RunWatch(ServiceContext context) {
        episodes = context.bus().reader(context.topics().episodes(), Start.END, context.quarantine());
        updatesBefore = context.bus().ends(context.topics().updates()).get(0);
        updates = context.bus().reader(context.topics().updates(), Start.BEGINNING, context.quarantine());
        progress = context.bus().reader(context.topics().progress(), Start.END, context.quarantine());
    }

    /** Takes in what happened, waiting at most so long for progress. */
    public void follow(Duration timeout) {
        for (Event<Progress> event : progress.poll(timeout)) {
            take(event.value());
        }
        episodes.poll(Duration.ZERO)
                .forEach(event -> returns.addValue(event.value().getReturn$()));
        updates.poll(Duration.ZERO).forEach(event -> {
            lastEntry = event.value().getVersion();
            // An intervention says nothing about learning.
            if (event.value().getIntervention() == null) {
                lastUpdate = event.value();
            } else if (event.offset() >= updatesBefore) {
                interventions.add(event.value());
            }
        });
    }

    /** Whether the learner has reached the run's limit of steps. */
    public boolean finished() {
        return lastProgress != null && lastProgress.getFinished();
    }

    /** Whether the ledger was read as far as progress says that it goes. */
    public boolean upToDate() {
        return lastEntry >= version();
    }

    /** Whether nothing is learned because somebody paused the run. */
    public boolean paused() {
        return lastProgress != null && lastProgress.getPaused();
    }

    /**
     * Entries of the ledger that went back or paused, since this was last asked and since the watch began; each has its
     * intervention.
     */
    public List<Update> takeInterventions() {
        List<Update> taken = List.copyOf(interventions);
        interventions.clear();
        return taken;
    }

    /** Environment steps learned from since the run began. */
    public long steps() {
        return lastProgress == null ? 0 : lastProgress.getSteps();
    }

    /** Newest weights version. */
    public long version() {
        return lastProgress == null ? 0 : lastProgress.getVersion();
    }

    /** Mean return of the last 100 episodes; NaN before the first one ended. */
    public double recentReturn() {
        return returns.getMean();
    }

    /** Newest entry of the ledger that tells of learning; null before the first. */
    public @Nullable Update lastUpdate() {
        return lastUpdate;
    }

    /** Steps learned from per second since the learner was first heard of; 0 before the first update. */
    public double stepsPerSecond() {
        double seconds = (lastUpdateNanos - firstProgressNanos) / 1e9;
        return lastUpdateNanos == 0 || seconds <= 0 ? 0 : (steps() - firstSteps) / seconds;
    }

    /** When the first update was heard of, by {@link System#nanoTime}; 0 if none was. */
    public long firstUpdateNanos() {
        return firstUpdateNanos;
    }

    /** When the last update was heard of, by {@link System#nanoTime}; 0 if none was. */
    public long lastUpdateNanos() {
        return lastUpdateNanos;
    }

    @Override
    public void close() {
        episodes.close();
        updates.close();
        progress.close();
    }

    private void take(Progress newer) {
        long now = System.nanoTime();
        if (firstSteps < 0) {
            firstSteps = newer.getSteps();
            firstProgressNanos = now;
        } else if (newer.getSteps() > steps()) {
            firstUpdateNanos = firstUpdateNanos == 0 ? now : firstUpdateNanos;
            lastUpdateNanos = now;
        }
        lastProgress = newer;
    }
}
