package io.millrace.app.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.app.Millrace;
import io.millrace.app.Millrace.Said;
import io.millrace.app.broker.CompilerDirectives;
import io.millrace.app.broker.EmbeddedBroker;
import io.millrace.app.run.LocalRun;
import io.millrace.app.run.ProgressLine;
import io.millrace.app.run.RunFile;
import io.millrace.app.run.RunFolder;
import io.millrace.app.run.Summary;
import io.millrace.messages.Command;
import io.millrace.messages.CommandKind;
import io.millrace.messages.RejectedRecord;
import io.millrace.messages.Update;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.kafka.KafkaConnection;
import io.millrace.runtime.metrics.MetricsSettings;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.schemas.Codec;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.management.JMException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A run over the embedded broker that was stopped in its middle and went on by the command; then what
 * other commands see, first without a broker at work on its folder, then beside one.
 */
class BrokerRunTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    /**
     * An environment without chance whose episodes end where unrolls do. Environments that start again begin
     * new episodes, so only of such a run can everything be the same as if nobody had stopped it.
     */
    private static final List<String> SETTINGS =
            List.of("environment.name=allocation", "environment.steps=8", "learner.steps=19200");

    @TempDir
    private static Path folder;

    private static Path file;
    private static Path data;
    private static Optional<Summary> stopped = Optional.empty();
    private static JsonNode wentOn = JSON.nullNode();
    private static JsonNode startedAgain = JSON.nullNode();
    private static String directives = "";
    private static String tailedWithoutBroker = "";
    private static EmbeddedBroker broker;
    private static KafkaBus bus;

    @BeforeAll
    static void runInParts() throws IOException, JMException {
        file = Millrace.tinyFile(folder);
        data = folder.resolve("runs");
        stopped = stopInTheMiddle();
        wentOn = JSON.readTree(local(data, "kafka").out());
        directives = CompilerDirectives.print();
        startedAgain = JSON.readTree(local(data, "kafka").out());
        tailedWithoutBroker = tail("updates", "-n", "1").out();
        broker = EmbeddedBroker.start(new RunFolder(data, "tiny").brokerData(), 0, Map.of());
        bus = new KafkaBus(connection(broker));
        rejectSomething();
        askForSomething();
    }

    @AfterAll
    static void stopBroker() {
        bus.close();
        broker.close();
    }

    @Test
    void aRunWithABrokerInsideLeavesKafkaToTheFastCompiler() {
        assertThat(directives).contains("org/apache/kafka/*.*");
    }

    @Test
    void aStoppedRunHasNoSummaryYet() {
        assertThat(stopped).isEmpty();
    }

    @Test
    void theSameCommandGoesOnToTheEnd() {
        assertThat(wentOn.get("steps").asLong()).isEqualTo(19_200);
    }

    @Test
    void aRunThatWasStoppedEndsWithTheWeightsOfOneThatWasNot(@TempDir Path other) throws IOException {
        JsonNode uninterrupted = JSON.readTree(local(other, "memory").out());

        assertThat(wentOn.get("weightsSha256")).isEqualTo(uninterrupted.get("weightsSha256"));
    }

    @Test
    void everyUpdateIsOnTheLedgerOnce() throws IOException {
        List<Long> versions = tail("updates", "-n", "1000")
                .out()
                .lines()
                .map(line -> read(line).at("/value/version").asLong())
                .toList();

        assertThat(versions).hasSize(300).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void aFinishedRunStartedAgainLearnsNothingMore() {
        assertThat(startedAgain.get("updates")).isEqualTo(wentOn.get("updates"));
        assertThat(startedAgain.has("secondsToFirstUpdate")).isFalse();
    }

    @Test
    void aFinishedRunStartedAgainHasTheSameWeights() {
        assertThat(startedAgain.get("weightsSha256")).isEqualTo(wentOn.get("weightsSha256"));
    }

    @Test
    void aLogIsReadFromItsFolderWhereNoBrokerIsAtWork() {
        assertThat(read(tailedWithoutBroker).at("/value/weightsSha256")).isEqualTo(wentOn.get("weightsSha256"));
    }

    @ParameterizedTest
    @CsvSource({
        "observations, tick",
        "actions, logProbabilities",
        "transitions, rewards",
        "episodes, return",
        "weights, content",
        "updates, weightsSha256",
        "progress, nextUnrolls",
        "commands, knownVersion",
        "annotations, details",
        "quarantine, reason"
    })
    void everyTopicIsTailedAsOneJsonObjectToALine(String topic, String field) {
        List<JsonNode> lines =
                tail(topic, "-n", "2").out().lines().map(BrokerRunTest::read).toList();

        assertThat(lines).isNotEmpty().allSatisfy(line -> {
            assertThat(line.get("offset").isNumber()).isTrue();
            assertThat(line.get("value").fieldNames()).toIterable().contains(field);
        });
    }

    @Test
    void everyTimeThatTheRunWasStartedEachServiceSaidSoOnce() {
        List<String> services = tail("annotations", "-n", "100")
                .out()
                .lines()
                .map(line -> read(line).at("/value/service").asText())
                .toList();

        assertThat(services).hasSize(9).containsOnly("env", "actor", "learner");
        assertThat(Collections.frequency(services, "learner")).isEqualTo(3);
    }

    @Test
    void aRecordThatIsNoMessageOfItsTopicIsTailedWithTheReason() {
        assertThat(tail("statistics", "-n", "1").out()).contains("undecodable").hasLineCount(1);
    }

    @Test
    void anUnknownTopicGetsAListOfTheTopics() {
        Said said = tail("episode");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("\"episode\"", "transitions, episodes, weights");
    }

    @Test
    void theWeightsOfAClusterAreJudgedLikeThoseOfAFolder() {
        Said said = Millrace.run("evaluate", "tiny", "--json", "--bootstrap-servers", broker.address());

        ObjectNode judged = (ObjectNode) read(said.out());
        assertThat(judged.remove("besideOptimum")).isNotNull();
        assertThat(judged).isEqualTo(wentOn.get("evaluation"));
    }

    @Test
    void theRunsOfAClusterAreListed() {
        assertThat(Millrace.run("runs", "--bootstrap-servers", broker.address()).out())
                .contains("tiny", "allocation");
    }

    @Test
    void aRunThatAClusterDoesNotHaveGetsAListOfThoseItHas() {
        Said said = Millrace.run("evaluate", "tinny", "--bootstrap-servers", broker.address());

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("There is no run \"tinny\"", "Runs there are: tiny.");
    }

    @Test
    void aRunOfTheClusterWithOtherSettingsIsNotGoneOnWith(@TempDir Path other) {
        Said said = local("--data", other.toString(), "--bootstrap-servers", broker.address(), "--set", "seed=7");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("seed was 1 and would be 7");
    }

    @Test
    void aFolderThatABrokerUsesIsNotTakenByAnother() {
        Said said = local(data, "kafka");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("is in use by another broker of Millrace");
    }

    @Test
    void aFolderThatABrokerUsesIsNotDeleted() {
        Said said = local("--data", data.toString(), "--fresh");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("is being used by another process");
    }

    private static Said local(Path data, String kind) {
        return local("--data", data.toString(), "--bus", kind, "--json");
    }

    private static Said local(String... further) {
        List<String> arguments = new ArrayList<>(List.of("local", file.toString()));
        SETTINGS.forEach(setting -> arguments.addAll(List.of("--set", setting)));
        arguments.addAll(List.of(further));
        return Millrace.run(arguments.toArray(String[]::new));
    }

    private static Said tail(String topic, String... further) {
        List<String> arguments = new ArrayList<>(List.of("tail", "tiny", topic, "--data", data.toString()));
        arguments.addAll(List.of(further));
        return Millrace.run(arguments.toArray(String[]::new));
    }

    /** Learns until a few updates stand on the ledger, and stops there. */
    private static Optional<Summary> stopInTheMiddle() {
        RunFile settings = RunFile.read(file, Map.of(), SETTINGS);
        RunFolder tiny = new RunFolder(data, "tiny");
        tiny.claim(settings.settings());
        tiny.claimBus("kafka");
        try (EmbeddedBroker first = EmbeddedBroker.start(tiny.brokerData(), 0, Map.of())) {
            LocalRun run =
                    new LocalRun(settings, tiny, 1, () -> new KafkaBus(connection(first)), MetricsSettings.loopback(0));
            ProgressLine silent = new ProgressLine(new PrintWriter(Writer.nullWriter()), 1, false);
            CompletableFuture<Optional<Summary>> learning =
                    CompletableFuture.supplyAsync(() -> run.learn(silent, System.nanoTime(), "kafka"));
            awaitUpdates(first, 3, learning);
            run.stop();
            return learning.join();
        }
    }

    private static void awaitUpdates(EmbeddedBroker broker, int count, CompletableFuture<?> learning) {
        try (Bus watching = new KafkaBus(connection(broker))) {
            Topics topics = topics(watching);
            int seen = 0;
            try (EventSource<Update> updates = watching.reader(
                    topics.updates(), Start.BEGINNING, (topic, partition, offset, key, value, reason) -> {})) {
                while (seen < count && !learning.isDone()) {
                    seen += updates.poll(Duration.ofMillis(50)).size();
                }
            }
        }
    }

    /** One record in quarantine, and one on statistics that is of another kind. */
    private static void rejectSomething() {
        Topics topics = topics(bus);
        RejectedRecord record = RejectedRecord.newBuilder()
                .setTopic(topics.actions().name())
                .setPartition(0)
                .setOffset(7)
                .setKey(null)
                .setValue(ByteBuffer.wrap(new byte[] {1, 2, 3}))
                .setReason("three bytes are no answer")
                .setService("test")
                .setRejectedAt(Instant.EPOCH)
                .build();
        Topic<?> statistics = topics.statistics();
        Topic<RejectedRecord> foreign =
                new Topic<>(statistics.name(), Codec.of(RejectedRecord.getClassSchema()), 1, statistics.keep());
        for (Topic<RejectedRecord> topic : List.of(topics.quarantine(), foreign)) {
            var sink = bus.sink(topic, Delivery.PROMPT);
            sink.send(0, "key", record);
            sink.flush();
        }
    }

    /** A command that comes after everything was learned. */
    private static void askForSomething() {
        var sink = bus.sink(topics(bus).commands(), Delivery.PROMPT);
        sink.send(
                0,
                "main",
                new Command("main", CommandKind.PAUSE, "test", "to see it printed", 300L, null, Instant.EPOCH));
        sink.flush();
    }

    private static Topics topics(Bus bus) {
        var run = new RunRegistry(bus).await("tiny", DEADLINE);
        return new Topics(run.getRun(), run.getPartitions());
    }

    private static KafkaConnection connection(EmbeddedBroker broker) {
        return new KafkaConnection(broker.address(), DEADLINE, DEADLINE, Map.of());
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException unreadable) {
            throw new AssertionError("no JSON: " + json, unreadable);
        }
    }
}
