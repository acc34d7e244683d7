package io.millrace.app.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.messages.Episode;
import io.millrace.messages.EpisodeEnd;
import io.millrace.messages.Progress;
import io.millrace.messages.Statistics;
import io.millrace.messages.Update;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.apache.avro.specific.SpecificRecordBase;
import org.hipparchus.stat.descriptive.DescriptiveStatistics;

/** The statistics of a run computed plainly from its topics, to hold those that were told to. */
final class Recomputed {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final double ACCURACY = 1e-9;
    private static final double SKETCH_ACCURACY = 0.01;

    private static final Map<String, ToDoubleFunction<Update>> MEANS = Map.of(
            "policy-loss.mean", Update::getPolicyLoss,
            "value-loss.mean", Update::getValueLoss,
            "entropy.mean", Update::getEntropy,
            "approximate-kl.mean", Update::getApproximateKl,
            "clip-fraction.mean", Update::getClipFraction,
            "explained-variance.mean", Update::getExplainedVariance,
            "gradient-norm.mean", Update::getGradientNorm,
            "policy-lag.mean", Update::getPolicyLag);

    private final Duration window;
    private final List<Episode> episodes;
    private final List<Update> updates;
    private final List<Progress> progress;
    private final Map<Instant, Statistics> told = new TreeMap<>();
    private final Map<Instant, Map<Long, Statistics>> toldOfVersions = new TreeMap<>();

    /** What stands on the topics by now; of the statistics, those of windows of this length. */
    Recomputed(Bus bus, Topics topics, Duration window) {
        this.window = window;
        this.episodes = all(bus, topics.episodes());
        this.updates = all(bus, topics.updates());
        this.progress = all(bus, topics.progress());
        for (Statistics statistics : all(bus, topics.statistics())) {
            Instant start = statistics.getWindowStart();
            if (!statistics.getWindowEnd().equals(start.plus(window))) {
                continue;
            }
            Long version = statistics.getWeightsVersion();
            if (version == null) {
                told.put(start, statistics);
            } else {
                toldOfVersions.computeIfAbsent(start, absent -> new TreeMap<>()).put(version, statistics);
            }
        }
    }

    int windows() {
        return told.size();
    }

    /** Holds every window that was told, of all versions and of each, to what the topics say. */
    void requireTold() {
        TreeSet<Instant> starts = new TreeSet<>();
        episodes.forEach(episode -> starts.add(start(episode.getEndedAt())));
        updates.forEach(update -> starts.add(start(update.getUpdatedAt())));
        progress.forEach(report -> starts.add(start(report.getReportedAt())));
        assertThat(told.keySet()).as("windows").isEqualTo(starts);
        told.forEach((start, statistics) -> require(
                statistics, in(episodes, Episode::getEndedAt, start), in(updates, Update::getUpdatedAt, start)));
        told.keySet().forEach(this::requireVersions);
    }

    private void requireVersions(Instant start) {
        List<Episode> ended = in(episodes, Episode::getEndedAt, start);
        List<Update> made = in(updates, Update::getUpdatedAt, start);
        TreeSet<Long> expected = new TreeSet<>();
        ended.forEach(episode -> expected.add(episode.getLastVersion()));
        made.forEach(update -> expected.add(update.getVersion()));
        for (long stride = 2; expected.size() > 16; stride *= 2) {
            long multiples = stride;
            expected.removeIf(version -> version % multiples != 0);
        }
        Map<Long, Statistics> versions = new TreeMap<>(toldOfVersions.getOrDefault(start, Map.of()));
        versions.values().removeIf(statistics -> statistics.getValues().isEmpty());
        assertThat(versions.keySet()).as("versions of the window %s", start).isEqualTo(expected);
        versions.forEach((version, statistics) -> require(
                statistics,
                ended.stream()
                        .filter(episode -> episode.getLastVersion() == version)
                        .toList(),
                made.stream().filter(update -> update.getVersion() == version).toList()));
    }

    private void require(Statistics statistics, List<Episode> ended, List<Update> made) {
        String where = "window " + statistics.getWindowStart() + ", version " + statistics.getWeightsVersion() + ", ";
        Map<String, Double> values = statistics.getValues();
        assertThat(statistics.getEpisodes()).as(where + "episodes").isEqualTo(ended.size());
        double steps = made.stream().mapToLong(this::learned).sum();
        assertThat(values)
                .as(where)
                .containsEntry("updates", (double) made.size())
                .containsEntry("steps", steps)
                .containsEntry("steps-per-second", steps * 1000 / window.toMillis());
        if (!ended.isEmpty()) {
            double played = ended.stream().mapToLong(Episode::getLength).sum();
            requireDistribution(where, "return", values, ended.stream().mapToDouble(Episode::getReturn$));
            requireDistribution(where, "length", values, ended.stream().mapToDouble(Episode::getLength));
            assertThat(values)
                    .as(where)
                    .containsEntry("sample-reuse", steps / played)
                    .containsEntry(
                            "terminated.share",
                            (double) ended.stream()
                                            .filter(episode -> episode.getEnded() == EpisodeEnd.TERMINATED)
                                            .count()
                                    / ended.size());
        }
        if (!made.isEmpty()) {
            MEANS.forEach((name, number) -> assertThat(values.get(name))
                    .as(where + name)
                    .isCloseTo(
                            made.stream().mapToDouble(number).average().orElseThrow(),
                            within(ACCURACY
                                    * made.stream()
                                            .mapToDouble(update -> 1 + Math.abs(number.applyAsDouble(update)))
                                            .sum())));
            assertThat(values)
                    .as(where)
                    .containsEntry(
                            "policy-lag.most",
                            made.stream()
                                    .mapToDouble(Update::getPolicyLag)
                                    .max()
                                    .orElseThrow())
                    .containsEntry("version", (double)
                            made.stream().mapToLong(Update::getVersion).max().orElseThrow());
        }
    }

    private static void requireDistribution(
            String where, String name, Map<String, Double> values, DoubleStream numbers) {
        double[] sorted = numbers.sorted().toArray();
        DescriptiveStatistics plain = new DescriptiveStatistics(sorted);
        assertThat(values)
                .as(where)
                .containsEntry(name + ".best", plain.getMax())
                .containsEntry(name + ".worst", plain.getMin());
        assertThat(values.get(name + ".mean"))
                .as(where + name + ".mean")
                .isCloseTo(plain.getMean(), within(ACCURACY * (1 + Math.abs(plain.getMean()))));
        for (int percent : new int[] {5, 25, 50, 75, 95}) {
            Double quantile = values.get(String.format("%s.p%02d", name, percent));
            // The two numbers that any definition of a quantile lies between.
            double rank = percent / 100.0 * (sorted.length - 1);
            double lower = sorted[(int) Math.floor(rank)];
            double upper = sorted[(int) Math.ceil(rank)];
            if (quantile != null) {
                assertThat(quantile)
                        .as(where + name + " at " + percent + " %% of " + Arrays.toString(sorted))
                        .isBetween(
                                lower - SKETCH_ACCURACY * Math.abs(lower), upper + SKETCH_ACCURACY * Math.abs(upper));
            }
        }
        if (name.equals("return")) {
            assertThat(values)
                    .as(where)
                    .containsKeys("return.p05", "return.p25", "return.p50", "return.p75", "return.p95");
            assertThat(values.get("return.deviation"))
                    .as(where + "deviation")
                    .isCloseTo(plain.getStandardDeviation(), within(1e-6 * (1 + plain.getStandardDeviation())));
        }
    }

    private long learned(Update update) {
        int place = updates.indexOf(update);
        return update.getSteps() - (place == 0 ? 0 : updates.get(place - 1).getSteps());
    }

    private Instant start(Instant time) {
        return Instant.ofEpochMilli(Math.floorDiv(time.toEpochMilli(), window.toMillis()) * window.toMillis());
    }

    private <V> List<V> in(List<V> messages, Function<V, Instant> time, Instant start) {
        return messages.stream()
                .filter(message -> start(time.apply(message)).equals(start))
                .toList();
    }

    private static <V extends SpecificRecordBase> List<V> all(Bus bus, Topic<V> topic) {
        List<Long> ends = bus.ends(topic);
        List<V> messages = new ArrayList<>();
        try (EventSource<V> source = bus.reader(topic, Start.BEGINNING, (t, p, o, k, v, reason) -> {
            throw new AssertionError(t + "@" + o + " was rejected: " + reason);
        })) {
            while (source.partitions().stream()
                    .anyMatch(partition -> source.position(partition) < ends.get(partition))) {
                source.poll(POLL).stream().map(Event::value).forEach(messages::add);
            }
        }
        return messages;
    }
}
