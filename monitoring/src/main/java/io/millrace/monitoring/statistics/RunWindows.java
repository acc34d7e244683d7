package io.millrace.monitoring.statistics;

import io.millrace.messages.Statistics;
import io.millrace.messages.Update;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The open windows of one run. A window closes, the oldest first, once the grace is over by the clock, both
 * since its end and since anything came for it: what is read late, because it was read slowly, is not late.
 * Beyond {@link #MOST_WINDOWS} the oldest closes at once. What comes for a closed window is late, and is
 * counted as such. One thread at a time.
 */
public final class RunWindows {

    /** Most windows of a run that are open. */
    static final int MOST_WINDOWS = 1000;

    private static final int FORMAT = 1;

    private final String run;
    private final StatisticsSettings settings;
    private final TreeMap<Long, OpenWindow> windows = new TreeMap<>();
    private final Map<String, Entered> latest = new HashMap<>();
    private final TreeSet<Long> changed = new TreeSet<>();
    private long closedBefore = Long.MIN_VALUE;

    /** The newest entry of a policy's ledger. */
    private record Entered(long version, long steps) {}

    private static final class OpenWindow {

        private final Window window;
        private final Set<Long> shownVersions = new TreeSet<>();
        private boolean news = true;
        private boolean newsOfVersions = true;
        // By the clock of this process: a window that was restored is as new as the process.
        private @Nullable Instant touchedAt;

        OpenWindow(Window window) {
            this.window = window;
        }

        void touch(Instant now) {
            news = true;
            newsOfVersions = true;
            touchedAt = now;
        }
    }

    public RunWindows(String run, StatisticsSettings settings) {
        this.run = run;
        this.settings = settings;
    }

    /**
     * Adds what was folded.
     *
     * @param now by the clock
     * @return how many episodes and updates among it were too late and are not counted
     */
    public long add(Partial partial, Instant now) {
        long late = 0;
        for (var folded : partial.windows().entrySet()) {
            if (folded.getKey() < closedBefore) {
                late += folded.getValue().all().episodes().count();
            } else {
                open(folded.getKey(), now).merge(folded.getValue());
            }
        }
        for (Update update : partial.updates()) {
            late += add(update, now);
        }
        return late;
    }

    /** Takes an update that was counted before: the next one is told from it. */
    public void follow(Update before) {
        latest.put(before.getPolicy(), new Entered(before.getVersion(), before.getSteps()));
    }

    /** An intervention learns from nothing, and so adds no steps; the same version again adds nothing at all. */
    private long add(Update update, Instant now) {
        Entered before = latest.get(update.getPolicy());
        if (before != null && update.getVersion() <= before.version()) {
            return 0;
        }
        follow(update);
        long start = settings.windowStart(update.getUpdatedAt());
        if (start < closedBefore) {
            return 1;
        }
        long learned = stepsBetween(before, update);
        open(start, now).add(update.getVersion(), fold -> fold.updates().add(update, learned));
        return 0;
    }

    /** Where the ledger was not read from its first entry on, its first steps are not known. */
    private static long stepsBetween(@Nullable Entered before, Update update) {
        if (before != null) {
            return Math.max(0, update.getSteps() - before.steps());
        }
        return update.getVersion() == 1 ? update.getSteps() : 0;
    }

    private Window open(long start, Instant now) {
        OpenWindow open = windows.computeIfAbsent(start, absent -> new OpenWindow(new Window()));
        open.touch(now);
        changed.add(start);
        return open.window;
    }

    /**
     * Closes the windows whose time is over.
     *
     * @param now by the clock
     * @return what they came to, where it was not told yet
     */
    public List<Statistics> close(Instant now) {
        List<Statistics> last = new ArrayList<>();
        while (!windows.isEmpty() && (windows.size() > MOST_WINDOWS || over(windows.firstKey(), now))) {
            var oldest = windows.pollFirstEntry();
            long end = oldest.getKey() + settings.window().toMillis();
            tell(oldest.getKey(), oldest.getValue(), Instant.ofEpochMilli(Long.MAX_VALUE), last);
            closedBefore = Math.max(closedBefore, end);
            changed.add(oldest.getKey());
        }
        return last;
    }

    private boolean over(long start, Instant now) {
        OpenWindow window = windows.get(start);
        if (window == null) {
            return false;
        }
        if (window.touchedAt == null) {
            window.touchedAt = now;
        }
        long end = start + settings.window().toMillis();
        Instant graceSince = now.minus(settings.grace());
        return end <= graceSince.toEpochMilli() && !window.touchedAt.isAfter(graceSince);
    }

    /**
     * What changed since it was last asked: of all versions together at once, of single versions once their
     * window has ended. A version that lost its own fold is told with neither episodes nor values.
     *
     * @param now by the clock
     */
    public List<Statistics> news(Instant now) {
        List<Statistics> news = new ArrayList<>();
        windows.forEach((start, window) -> tell(start, window, now, news));
        return news;
    }

    private void tell(long start, OpenWindow open, Instant now, List<Statistics> news) {
        if (open.news) {
            open.news = false;
            news.add(statistics(start, null, open.window.all()));
        }
        if (open.newsOfVersions && start + settings.window().toMillis() <= now.toEpochMilli()) {
            open.newsOfVersions = false;
            Set<Long> versions = open.window.versions();
            for (long shown : open.shownVersions) {
                if (!versions.contains(shown)) {
                    news.add(withdrawn(start, shown));
                }
            }
            open.shownVersions.clear();
            for (long version : versions) {
                open.shownVersions.add(version);
                news.add(statistics(start, version, open.window.of(version)));
            }
        }
    }

    private Statistics statistics(long start, @Nullable Long version, Fold fold) {
        return message(start, version, fold.episodes().count(), fold.values(settings.window()));
    }

    private Statistics withdrawn(long start, long version) {
        return message(start, version, 0, Map.of());
    }

    private Statistics message(long start, @Nullable Long version, long episodes, Map<String, Double> values) {
        return Statistics.newBuilder()
                .setRun(run)
                .setWindowStart(Instant.ofEpochMilli(start))
                .setWindowEnd(Instant.ofEpochMilli(start + settings.window().toMillis()))
                .setWeightsVersion(version)
                .setEpisodes(episodes)
                .setValues(values)
                .build();
    }

    /** The key that statistics stand under on their topic. */
    public static String key(Statistics statistics) {
        String window = statistics.getRun() + "/" + statistics.getWindowStart().toEpochMilli();
        Long version = statistics.getWeightsVersion();
        return version == null ? window : window + "/" + version;
    }

    /** Starts of the windows that were changed or closed since this was last asked, in milliseconds of the epoch. */
    public List<Long> takeChanged() {
        List<Long> taken = List.copyOf(changed);
        changed.clear();
        return taken;
    }

    /** An open window as bytes; null if it is closed. */
    public byte @Nullable [] window(long start) {
        OpenWindow open = windows.get(start);
        return open == null
                ? null
                : written(out -> {
                    out.writeByte(FORMAT);
                    open.window.write(out);
                });
    }

    /** What is known of the run beside its open windows, as bytes. */
    public byte[] head() {
        return written(out -> {
            out.writeByte(FORMAT);
            out.writeLong(closedBefore);
            out.writeInt(latest.size());
            for (var entered : latest.entrySet()) {
                out.writeUTF(entered.getKey());
                out.writeLong(entered.getValue().version());
                out.writeLong(entered.getValue().steps());
            }
        });
    }

    /** Takes back what {@link #window} gave. It counts as news. */
    public void restoreWindow(long start, byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            Formats.require(FORMAT, in.readByte());
            OpenWindow open = new OpenWindow(Window.read(in));
            open.shownVersions.addAll(open.window.versions());
            windows.put(start, open);
        } catch (IOException damaged) {
            throw new IllegalArgumentException("A stored window of run " + run + " ends too early.", damaged);
        }
    }

    /** Takes back what {@link #head} gave. */
    public void restoreHead(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            Formats.require(FORMAT, in.readByte());
            closedBefore = in.readLong();
            int policies = in.readInt();
            for (int i = 0; i < policies; i++) {
                latest.put(in.readUTF(), new Entered(in.readLong(), in.readLong()));
            }
        } catch (IOException damaged) {
            throw new IllegalArgumentException("What is stored of run " + run + " ends too early.", damaged);
        }
    }

    /** Windows that are open. */
    public int open() {
        return windows.size();
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private static byte[] written(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writing.to(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
