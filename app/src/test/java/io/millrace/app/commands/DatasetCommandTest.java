package io.millrace.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.app.Millrace;
import io.millrace.app.Millrace.Said;
import io.millrace.app.broker.EmbeddedBroker;
import io.millrace.app.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Datasets of a local run of four rounds, each of two unrolls of 32 steps, by the command. */
class DatasetCommandTest {

    private static final int MISTAKE = 2;
    private static final int STEPS = 256;

    @TempDir
    private static Path folder;

    private static Path data;
    private static @Nullable EmbeddedBroker broker;

    /** Its log is kept open, which spares each command a broker of its own. */
    @BeforeAll
    static void record() {
        data = folder.resolve("runs");
        Said said = Millrace.run("local", Millrace.tinyFile(folder).toString(), "--data", data.toString());
        assertThat(said.code()).as("%s", said).isZero();
        broker = EmbeddedBroker.start(new RunFolder(data, "tiny").brokerData(), 0, Map.of());
    }

    @AfterAll
    static void close() {
        EmbeddedBroker open = broker;
        if (open != null) {
            open.close();
        }
    }

    @Test
    void aDatasetIsMadeListedShownAndVerified() throws IOException {
        Said made = dataset("create", "all", "tiny", "--description", "all there is");

        assertThat(made.code()).as("%s", made).isZero();
        assertThat(made.out()).contains("all: all there is", "256 steps in 8 unrolls", "4 rounds of 2 lanes");
        assertThat(dataset("list").out().lines())
                .anySatisfy(line -> assertThat(line).contains("all", "identity", "256 steps"));
        JsonNode shown = json(dataset("show", "all", "--json"));
        assertThat(shown.get("steps").asInt()).isEqualTo(STEPS);
        assertThat(shown.at("/pieces/0/topic").asText()).contains("tiny");
        assertThat(shown.at("/settings/tiny").asText()).contains("identity");
        Said verified = dataset("verify", "all");
        assertThat(verified.code()).isZero();
        assertThat(verified.out())
                .contains("is what it was", shown.get("sha256").asText());
    }

    @Test
    void itIsLearnedFromByItsNameAloneWhereOtherRunsLieBesideIt() {
        dataset("create", "learned", "tiny");
        Said beside = Millrace.run(
                "local", Millrace.tinyFile(folder).toString(), "--set", "run=beside", "--data", data.toString());
        assertThat(beside.code()).as("%s", beside).isZero();

        Said said = Millrace.run("replay", "dataset:learned", "--as", "by-name", "--data", data.toString());

        assertThat(said.code()).as("%s", said).isZero();
        assertThat(said.out()).contains("from       run \"tiny\"");
    }

    @Test
    void aRangeHoldsTheRoundsThatLieInIt() throws IOException {
        JsonNode made = json(dataset("create", "middle", "tiny", "--from", "1", "--to", "3", "--json"));

        assertThat(made.get("steps").asInt()).isEqualTo(STEPS / 2);
        assertThat(made.at("/pieces/0/firstUnrolls/0").asInt()).isEqualTo(1);
    }

    @Test
    void theNameOfADeletedDatasetStaysTaken() {
        dataset("create", "once", "tiny");
        Said deleted = dataset("delete", "once");
        Said shown = dataset("show", "once");
        Said again = dataset("create", "once", "tiny");

        assertThat(deleted.code()).as("%s", deleted).isZero();
        assertThat(shown.code()).isEqualTo(MISTAKE);
        assertThat(shown.err()).contains("There is no dataset \"once\"", "it was deleted");
        assertThat(again.code()).isEqualTo(MISTAKE);
        assertThat(again.err()).contains("The name \"once\" was that of a dataset", "Choose another name");
    }

    @Test
    void aRangeThatIsEmptyIsRefusedWithWhatThereIs() {
        Said said = dataset("create", "none", "tiny", "--from", "100");

        assertThat(said.code()).isEqualTo(MISTAKE);
        assertThat(said.err())
                .contains("no whole round of run \"tiny\"", "partition 0 holds offsets 0 to 3, from 2")
                .doesNotContain("\tat ");
    }

    @Test
    void whoKnowsNoSuchDatasetOrRunHearsWhichThereAre() {
        dataset("create", "known", "tiny");

        assertThat(dataset("show", "unknown"))
                .returns(MISTAKE, Said::code)
                .extracting(Said::err)
                .asString()
                .contains("There is no dataset \"unknown\"", "known");
        assertThat(dataset("create", "other", "untold"))
                .returns(MISTAKE, Said::code)
                .extracting(Said::err)
                .asString()
                .contains("untold", "tiny");
    }

    @Test
    void theRecordOfARunIsExportedAndImportedAgain() throws IOException {
        Path to = folder.resolve("exported");
        Said exported = dataset("export", "tiny", "--to", to.toString(), "--most-rows-per-file", "100");
        Said imported = dataset("import", to.toString(), "--as", "again", "--format", "parquet");

        assertThat(exported.out()).as("%s", exported).contains("Wrote 256 steps to 3 files");
        assertThat(imported.out()).as("%s", imported).contains("Imported 256 steps of 256 rows", "actions discrete:4");
        assertThat(json(Millrace.run("runs", "--json", "--data", data.toString()))
                        .toString())
                .contains("again");
    }

    /** The kernel's own full disk stands where the second file is to be written. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskEndsAnExportAndTheSameCommandGoesOn() throws IOException {
        Path to = Files.createDirectory(folder.resolve("full"));
        Path second = to.resolve("steps-00001.avro.partial");
        Files.createSymbolicLink(second, Path.of("/dev/full"));
        Said failed =
                dataset("export", "tiny", "--to", to.toString(), "--format", "avro", "--most-rows-per-file", "100");
        List<String> left = List.of(to.toFile().list());
        Said resumed =
                dataset("export", "tiny", "--to", to.toString(), "--format", "avro", "--most-rows-per-file", "100");

        assertThat(failed.code()).as("%s", failed).isEqualTo(MISTAKE);
        assertThat(failed.err())
                .contains(to + " cannot be written: No space left on device", "start the same command again")
                .doesNotContain("\tat ");
        assertThat(left).containsExactlyInAnyOrder("steps-00000.avro", "manifest.json");
        assertThat(resumed.out()).as("%s", resumed).contains("Wrote 256 steps to 3 files", "96 of them before");
    }

    @Test
    void minarisLayoutIsAFolder() throws IOException {
        Path to = folder.resolve("tiny-v3");
        Said exported = dataset("export", "tiny", "--to", to.toString(), "--format", "minari");
        Said file = dataset("export", "tiny", "--to", "tiny.parquet", "--format", "minari");

        assertThat(exported.code()).as("%s", exported).isZero();
        JsonNode metadata =
                new ObjectMapper().readTree(to.resolve("data/metadata.json").toFile());
        assertThat(metadata.get("dataset_id").asText()).isEqualTo("tiny-v3");
        assertThat(metadata.get("total_steps").asInt()).isEqualTo(STEPS);
        assertThat(file.code()).isEqualTo(MISTAKE);
        assertThat(file.err()).contains("Minari reads is a folder", "tiny-v0");
    }

    @Test
    void historyThatNeverRanHereIsImportedAndCloned() throws IOException {
        Path csv = Files.writeString(folder.resolve("history.csv"), history());
        Said imported = dataset("import", csv.toString(), "--as", "history");
        Said cloned = Millrace.run(
                "replay",
                "history",
                "--as",
                "cloned",
                "--algorithm",
                "cloning",
                "--passes",
                "8",
                "--set",
                "algorithm.learning-rate=2e-2",
                "--set",
                "algorithm.minibatch=16",
                "--set",
                "learner.engine=kernel",
                "--data",
                data.toString());
        Said again = dataset("import", csv.toString(), "--as", "history");

        assertThat(imported.out()).as("%s", imported).contains("Imported 256 steps of 256 rows", "discrete:3");
        assertThat(cloned.code()).as("%s", cloned).isZero();
        JsonNode update = new ObjectMapper()
                .readTree(Millrace.run("tail", "cloned", "updates", "-n", "1", "--data", data.toString())
                        .out());
        // Chance has a loss of log 3, about 1.1.
        assertThat(update.at("/value/policyLoss").asDouble()).isLessThan(0.1);
        assertThat(again.code()).isEqualTo(MISTAKE);
        assertThat(again.err()).contains("There is a run \"history\" already");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a missing column | obs_0,action,terminated | 1,0,true | has no column \"reward\"",
                "a wrong type | obs_0,action,reward,terminated | 1,left,1,true | row 2, column action: \"left\" is no number",
                "no history at all | obs_0,action,reward,terminated | | There is nothing to import: the files have no row"
            })
    void aFileThatCannotBeImportedIsRefusedAndLeavesNothing(String name, String header, String line, String words)
            throws IOException {
        Path csv = Files.writeString(folder.resolve("wrong.csv"), header + "\n" + (line == null ? "" : line + "\n"));
        Said said = dataset("import", csv.toString(), "--as", "wrong");

        assertThat(said.code()).as("%s", said).isEqualTo(MISTAKE);
        assertThat(said.err()).contains(words).doesNotContain("\tat ");
        assertThat(data.resolve("wrong")).doesNotExist();
    }

    /** Whoever made it took the action that the observation marks, always; episodes have eight steps. */
    private static String history() {
        StringBuilder csv = new StringBuilder("episode,obs_0,obs_1,obs_2,action,reward,terminated\n");
        for (int i = 0; i < STEPS; i++) {
            int marked = (i * 7 + i / 3) % 3;
            csv.append(i / 8)
                    .append(marked == 0 ? ",1,0,0," : marked == 1 ? ",0,1,0," : ",0,0,1,")
                    .append(marked)
                    .append(",1,")
                    .append(i % 8 == 7)
                    .append('\n');
        }
        return csv.toString();
    }

    private static Said dataset(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of("dataset", command));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--data", data.toString()));
        return Millrace.run(all.toArray(String[]::new));
    }

    private static JsonNode json(Said said) throws IOException {
        assertThat(said.code()).as("%s", said).isZero();
        return new ObjectMapper().readTree(said.out());
    }
}
