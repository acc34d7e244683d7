package io.millrace.monitoring.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.messages.Episode;
import io.millrace.messages.Statistics;
import io.millrace.messages.Update;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RunWindowsTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration GRACE = Duration.ofMinutes(1);
    private static final StatisticsSettings SETTINGS =
            new StatisticsSettings(Duration.ofSeconds(10), GRACE, Duration.ofHours(1));

    private final RunWindows windows = new RunWindows("run", SETTINGS);
    private final Map<String, Statistics> told = new TreeMap<>();

    private long add(Instant now, Object... messages) {
        Partial partial = new Partial(SETTINGS);
        for (Object message : messages) {
            if (message instanceof Episode episode) {
                partial.add(episode);
            } else {
                partial.add((Update) message);
            }
        }
        return windows.add(Partial.of(SETTINGS, partial.toBytes()), now);
    }

    private Statistics window(Instant start) {
        return told(start, "");
    }

    private Statistics told(Instant start, String version) {
        windows.news(start.plusSeconds(100)).forEach(news -> told.put(RunWindows.key(news), news));
        return Objects.requireNonNull(told.get("run/" + start.toEpochMilli() + version));
    }

    @Test
    void stepsLearnedAreTheDifferenceFromTheUpdateBefore() {
        add(START, Told.update(START, 1, 100), Told.update(START.plusSeconds(10), 2, 250));

        assertThat(window(START.plusSeconds(10)).getValues())
                .containsEntry(StatisticName.STEPS, 150.0)
                .containsEntry(StatisticName.STEPS_PER_SECOND, 15.0);
    }

    @Test
    void anUpdateThatIsReadTwiceCountsOnce() {
        add(START, Told.update(START, 1, 100), Told.update(START, 2, 200));
        add(START, Told.update(START, 1, 100), Told.update(START, 2, 200), Told.update(START, 3, 300));

        assertThat(window(START).getValues())
                .containsEntry(StatisticName.UPDATES, 3.0)
                .containsEntry(StatisticName.STEPS, 300.0);
    }

    @Test
    void anInterventionLearnsNothingButItsVersionIsTheNewest() {
        add(START, Told.update(START, 1, 100), Told.rollback(START, 2, 100));

        assertThat(window(START).getValues())
                .containsEntry(StatisticName.UPDATES, 1.0)
                .containsEntry(StatisticName.STEPS, 100.0)
                .containsEntry(StatisticName.ENTROPY, 1.0)
                .containsEntry(StatisticName.VERSION, 2.0);
    }

    @Test
    void whatCameBeforeTheFirstEntryThatWasReadIsNotThisWindowsWork() {
        add(START, Told.update(START, 41, 4100), Told.update(START, 42, 4200));

        assertThat(window(START).getValues()).containsEntry(StatisticName.STEPS, 100.0);
    }

    @Test
    void sampleReuseIsStepsLearnedForEachStepPlayed() {
        add(START, Told.episode(START, 1, 0), Told.episode(START, 1, 0), Told.update(START, 1, 80));

        assertThat(window(START).getValues()).containsEntry(StatisticName.SAMPLE_REUSE, 4.0);
    }

    @Test
    void figuresOfTheTaskAreMeansOfTheirOwn() {
        add(START, Told.episode(START, 1, 0), Told.episode(START, 4, 0));

        assertThat(window(START).getValues()).containsEntry(StatisticName.FIGURE + "gap", -2.5);
    }

    @Test
    void aWindowStaysOpenForTheGraceAfterSomethingCameForItHoweverLongAgoItEnded() {
        Instant muchLater = START.plus(Duration.ofDays(1));
        add(muchLater, Told.episode(START, 1, 0));
        windows.close(muchLater.plus(GRACE).minusMillis(1));

        assertThat(add(muchLater.plus(GRACE), Told.episode(START, 2, 0))).isZero();
        assertThat(window(START).getEpisodes()).isEqualTo(2);
    }

    @Test
    void whatComesForAClosedWindowIsLate() {
        add(START, Told.episode(START, 1, 0));
        Instant over = START.plusSeconds(10).plus(GRACE);
        List<Statistics> last = windows.close(over);

        assertThat(last).hasSize(2).allMatch(window -> window.getEpisodes() == 1);
        assertThat(add(over, Told.episode(START, 2, 0), Told.update(START, 1, 10)))
                .isEqualTo(2);
        assertThat(windows.news(over)).isEmpty();
    }

    @Test
    void aWindowThatWasRestoredIsAsOpenAsOneThatWasJustMade() {
        add(START, Told.episode(START, 1, 0), Told.update(START, 1, 100));
        Instant muchLater = START.plus(Duration.ofDays(1));
        RunWindows restored = new RunWindows("run", SETTINGS);
        restored.restoreWindow(START.toEpochMilli(), Objects.requireNonNull(windows.window(START.toEpochMilli())));
        restored.restoreHead(windows.head());
        restored.close(muchLater);
        Partial partial = new Partial(SETTINGS);
        partial.add(Told.episode(START, 3, 0));
        partial.add(Told.update(START, 2, 150));

        assertThat(restored.add(partial, muchLater)).isZero();
        Statistics all = restored.news(muchLater).get(0);
        assertThat(all.getEpisodes()).isEqualTo(2);
        assertThat(all.getValues())
                .containsEntry(StatisticName.STEPS, 150.0)
                .containsEntry(StatisticName.RETURN + "mean", 2.0);
    }

    @Test
    void beyondItsBoundTheOldestWindowClosesAtOnce() {
        for (int i = 0; i <= RunWindows.MOST_WINDOWS; i++) {
            add(START, Told.episode(START.plusSeconds(10L * i), 1, 0));
        }
        windows.close(START);

        assertThat(windows.open()).isEqualTo(RunWindows.MOST_WINDOWS);
        assertThat(add(START, Told.episode(START, 1, 0))).isOne();
    }

    @Test
    void eachVersionHasStatisticsOfTheEpisodesThatItEnded() {
        add(START, Told.episode(START, 1, 7), Told.episode(START, 5, 8), Told.update(START, 8, 10));

        assertThat(told(START, "/7").getValues()).containsEntry(StatisticName.RETURN + "mean", 1.0);
        assertThat(told(START, "/8").getValues())
                .containsEntry(StatisticName.RETURN + "mean", 5.0)
                .containsEntry(StatisticName.UPDATES, 1.0);
    }

    @Test
    void ofManyVersionsTheSameFewAreKeptInWhateverOrderTheyCome() {
        List<Long> versions =
                new ArrayList<>(LongStream.rangeClosed(1, 100).boxed().toList());
        Collections.shuffle(versions, new Random(1));
        for (long version : versions) {
            add(START, Told.episode(START, 1, version));
        }

        var unused = window(START);
        assertThat(told.values().stream()
                        .filter(window -> window.getWeightsVersion() != null)
                        .map(Statistics::getWeightsVersion))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 12).map(i -> 8 * i).boxed().toList());
    }

    @Test
    void aVersionThatLostItsFoldIsWithdrawn() {
        for (long version = 1; version <= Window.MOST_VERSIONS; version++) {
            add(START, Told.episode(START, 1, version));
        }
        assertThat(told(START, "/3").getEpisodes()).isOne();

        add(START, Told.episode(START, 1, 17));

        assertThat(told(START, "/3").getEpisodes()).isZero();
        assertThat(told(START, "/3").getValues()).isEmpty();
    }
}
