package io.millrace.app.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.Millrace;
import io.millrace.app.Millrace.Said;
import io.millrace.app.broker.EmbeddedBroker;
import io.millrace.app.run.RunFile;
import io.millrace.learner.LearnerWorker;
import io.millrace.messages.ConsumedUnroll;
import io.millrace.messages.Dataset;
import io.millrace.messages.DatasetPiece;
import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
import io.millrace.messages.Update;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.kafka.KafkaConnection;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.schemas.Retention;
import io.millrace.schemas.Tensors;
import io.millrace.schemas.Topics;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code millrace retention} shows and changes on a real broker. Each test has a run of its own. */
@Timeout(300)
class RetentionCommandTest {

    private static final Duration AMPLE = Duration.ofMinutes(2);
    private static final int UNROLLS = 8;

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;
    private static Bus bus;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(folder.resolve("broker"), 0, Map.of());
        bus = new KafkaBus(new KafkaConnection(broker.address(), AMPLE, AMPLE, Map.of()));
    }

    @AfterAll
    static void stop() {
        bus.close();
        broker.close();
    }

    @Test
    void whatIsThereAndWhatRestsOnItIsShown() {
        recorded("shown", Instant.now(), 1 << 10);
        ledger("shown", 5);

        Said said = retention("shown");

        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.out())
                .contains(
                        "transitions: kept for ever",
                        "episodes: kept for ever",
                        "the run's learner, from version 4 on: partition 0 from offset 4");
        assertThat(said.out().lines().filter(line -> line.startsWith("transitions  ")))
                .singleElement()
                .asString()
                .matches("transitions +0 +0 +8 +8 +[0-9.]+ MB +\\S+Z +\\S+Z");
    }

    @Test
    void whatNothingRestsOnIsKeptShorterAndForEverAgain() {
        recorded("changed", Instant.EPOCH, 1 << 10);
        Topics topics = new Topics("changed", 1);

        Said said = retention("changed", "--keep-for", "30d", "--keep-megabytes", "64");

        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.out()).contains("Kept for 30d, up to 64.0 MB from now on; before: for ever.");
        assertThat(bus.retention(topics.transitions())).isEqualTo(new Retention(Duration.ofDays(30), 64 << 20));
        assertThat(bus.retention(topics.episodes())).isEqualTo(new Retention(Duration.ofDays(30), 64 << 20));
        assertThat(bus.retention(topics.updates())).isEqualTo(Retention.FOR_EVER);
        assertThat(retention("changed", "--keep-for", "0s").out()).contains("Kept up to 64.0 MB from now on");
    }

    @Test
    void whatTheLearnerNeedsIsNotLetGoOfByItsAge() {
        recorded("aged", Instant.EPOCH, 1 << 10);
        ledger("aged", 5);

        Said said = retention("aged", "--keep-for", "1h");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err())
                .contains(
                        "the run's learner, from version 4 on",
                        "partition 0 from offset 4 on",
                        "1970-01-01T00:00:00Z",
                        "older than 1h",
                        "Nothing was changed",
                        "--even-if-needed");
        assertThat(bus.retention(new Topics("aged", 1).transitions())).isEqualTo(Retention.FOR_EVER);
    }

    @Test
    void whatTheLearnerNeedsIsNotLetGoOfForRoom() {
        recorded("large", Instant.now(), 1 << 19);
        ledger("large", 1);

        Said said = retention("large", "--keep-megabytes", "2");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("partition 0 from offset 0 on", "more than its share of 2.0 MB");
    }

    @Test
    void whoSaysSoLetsGoOfWhatIsNeeded() {
        recorded("forced", Instant.EPOCH, 1 << 10);
        ledger("forced", 5);

        Said said = retention("forced", "--keep-for", "1h", "--even-if-needed");

        assertThat(said.code()).isZero();
        assertThat(said.err()).contains("Lost with this: the run's learner");
        assertThat(bus.retention(new Topics("forced", 1).transitions()))
                .isEqualTo(new Retention(Duration.ofHours(1), 0));
    }

    @Test
    void aDatasetKeepsTheLogUnderItFromBeingCutSomeDay() {
        Run run = recorded("studied", Instant.now(), 1 << 10);
        dataset("study", run, false);

        Said said = retention("studied", "--keep-for", "30d");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("dataset study: nothing yet, but sooner or later all of it");
        assertThat(retention("studied").out()).contains("dataset study: partition 0 from offset 2");
    }

    @Test
    void aDatasetThatWasDeletedNeedsNothing() {
        Run run = recorded("dropped", Instant.now(), 1 << 10);
        dataset("gone", run, true);

        assertThat(retention("dropped", "--keep-for", "30d").code()).isZero();
    }

    @Test
    void aRunThatLearnsFromTheRecordKeepsAllOfIt() {
        recorded("teacher", Instant.EPOCH, 1 << 10);
        Run pupil = Run.newBuilder(run("pupil")).setSource("teacher").build();
        new RunRegistry(bus).register(pupil);

        assertThat(retention("teacher", "--keep-for", "1h").err())
                .contains("run pupil, which learns from it: partition 0 from offset 0 on");
    }

    @Test
    void aTimeWithoutAUnitIsRefused() {
        Said said = retention("any", "--keep-for", "30");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("keep-for is 30", "30d".substring(2), "10s");
    }

    @Test
    void aNegativeSizeIsRefused() {
        Said said = retention("any", "--keep-megabytes", "-1");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("--keep-megabytes is -1", "0 for no limit");
    }

    private static Said retention(String run, String... options) {
        String[] words = new String[options.length + 6];
        System.arraycopy(
                new String[] {
                    "retention",
                    run,
                    "--bootstrap-servers",
                    broker.address(),
                    "--data",
                    folder.resolve("none").toString()
                },
                0,
                words,
                0,
                6);
        System.arraycopy(options, 0, words, 6, options.length);
        return Millrace.run(words);
    }

    private static Run run(String name) {
        return RunFile.read(Millrace.tinyFile(folder), Map.of(), List.of("run=" + name, "topics.partitions=1"))
                .toRun(Instant.EPOCH);
    }

    /** Registers a run and records unrolls of one lane, each of about so many bytes. */
    private static Run recorded(String name, Instant at, int bytes) {
        Run run = new RunRegistry(bus).register(run(name));
        EventSink<Unroll> sink = bus.sink(new Topics(name, 1).transitions(), Delivery.BULK);
        for (int number = 0; number < UNROLLS; number++) {
            sink.send(0, "0", unroll(run, number, at, bytes));
        }
        sink.flush();
        return run;
    }

    /** Enters so many updates, each of which learned from one unroll. */
    private static void ledger(String name, int updates) {
        EventSink<Update> sink = bus.sink(new Topics(name, 1).updates(), Delivery.PROMPT);
        for (long version = 1; version <= updates; version++) {
            sink.send(
                    0,
                    LearnerWorker.POLICY,
                    Update.newBuilder()
                            .setPolicy(LearnerWorker.POLICY)
                            .setVersion(version)
                            .setSettingsHash("")
                            .setEngine("none")
                            .setRandomState(0)
                            .setConsumed(List.of(new ConsumedUnroll(0, version - 1, 0, version - 1, 0)))
                            .setDropped(List.of())
                            .setSteps(32 * version)
                            .setPolicyLoss(0)
                            .setValueLoss(0)
                            .setEntropy(0)
                            .setApproximateKl(0)
                            .setClipFraction(0)
                            .setExplainedVariance(0)
                            .setGradientNorm(0)
                            .setPolicyLag(0)
                            .setWeightsSha256("")
                            .setUpdatedAt(Instant.EPOCH)
                            .build());
        }
        sink.flush();
    }

    private static void dataset(String name, Run run, boolean deleted) {
        EventSink<Dataset> sink = datasets();
        sink.send(
                0,
                name,
                Dataset.newBuilder()
                        .setName(name)
                        .setDescription("for a test")
                        .setPieces(List.of(new DatasetPiece(
                                run.getRun(), run.getSettingsHash(), 1, 2L, List.of(2L), List.of(2L), List.of(4L))))
                        .setSettings(Map.of())
                        .setEnvironment("identity")
                        .setEnvironmentVersion("1")
                        .setUnrolls(2)
                        .setSteps(2)
                        .setEpisodes(0)
                        .setMeanReturn(Double.NaN)
                        .setSha256("")
                        .setDeleted(deleted)
                        .setCreatedAt(Instant.EPOCH)
                        .build());
        sink.flush();
    }

    private static EventSink<Dataset> datasets() {
        bus.create(List.of(Topics.DATASETS));
        return bus.sink(Topics.DATASETS, Delivery.PROMPT);
    }

    private static Unroll unroll(Run run, long number, Instant at, int bytes) {
        byte[] noise = new byte[bytes];
        return Unroll.newBuilder()
                .setRun(run.getRun())
                .setLane(0)
                .setNumber(number)
                .setEnvironment(run.getEnvironment())
                .setEnvironmentVersion(run.getEnvironmentVersion())
                .setSteps(1)
                .setEnvironments(1)
                .setObservationSize(1)
                .setActionSize(1)
                .setObservations(ByteBuffer.wrap(noise))
                .setActions(Tensors.ofInts(new int[1], 1))
                .setLogProbabilities(Tensors.ofFloats(new float[1]))
                .setRewards(Tensors.ofFloats(new float[1]))
                .setEnds(Tensors.ofBytes(new byte[1], 0, 1))
                .setFinalRows(Tensors.ofInts(new int[0], 0))
                .setFinalObservations(Tensors.ofFloats(new float[0]))
                .setWeightsVersions(Tensors.ofLongs(new long[1]))
                .setEpisodes(Tensors.ofLongs(new long[1]))
                .setEpisodeSteps(Tensors.ofInts(new int[1], 1))
                .setEventTimes(Tensors.ofLongs(new long[] {at.toEpochMilli()}))
                .build();
    }
}
