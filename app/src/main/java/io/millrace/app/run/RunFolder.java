package io.millrace.app.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.learner.checkpoint.CheckpointFile;
import io.millrace.messages.Checkpoint;
import io.millrace.runtime.run.LaterSettings;
import io.millrace.runtime.run.SettingsDifference;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Tensors;
import io.millrace.weights.Checksum;
import io.millrace.weights.PublishedWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder of one run: its settings, the broker's data, the checkpoint, the log and the summary. */
public final class RunFolder {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();

    /** Unlike any address. */
    private static final String BROKER_OF = "the broker of run ";

    private final Path data;
    private final Path folder;
    private final String run;

    /** @param data folder of all runs */
    public RunFolder(Path data, String run) {
        this.data = data;
        this.folder = data.resolve(run);
        this.run = run;
    }

    /** A folder like that of a run, wherever it is. */
    public static RunFolder at(Path folder) {
        Path whole = folder.toAbsolutePath().normalize();
        Path parent = whole.getParent();
        return new RunFolder(parent == null ? whole : parent, String.valueOf(whole.getFileName()));
    }

    /** The runs that a data folder holds, by name. */
    public static List<RunFolder> all(Path data) {
        if (!Files.isDirectory(data)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(data)) {
            return folders.filter(folder -> Files.exists(folder.resolve("settings.json")))
                    .map(folder -> new RunFolder(data, String.valueOf(folder.getFileName())))
                    .sorted(Comparator.comparing(RunFolder::run))
                    .toList();
        } catch (IOException unreadable) {
            throw new UserMistake("The folder " + data + " cannot be listed: " + unreadable.getMessage(), unreadable);
        }
    }

    /** Name of the run. */
    public String run() {
        return run;
    }

    /** Where everything of the run is kept. */
    public Path path() {
        return folder;
    }

    /** Another run of the same data folder, whether or not it is there. */
    public RunFolder sibling(String name) {
        return new RunFolder(data, name);
    }

    /** The run in whose folder the embedded broker keeps this run's log: mostly this one. */
    public RunFolder keeper() {
        String bus = bus().orElse("");
        return bus.startsWith(BROKER_OF) ? sibling(bus.substring(BROKER_OF.length())) : this;
    }

    /** Holds an empty file for each dataset that lies on this run's log, by its name; may be missing. */
    public Path datasets() {
        return path().resolve("datasets");
    }

    /** Where the embedded broker keeps its data. */
    public Path brokerData() {
        return keeper().folder.resolve("kafka");
    }

    /** What the log of this run is on, as {@link #claimBus} noted it; nothing before. */
    public Optional<String> bus() {
        Path file = folder.resolve("bus");
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException unreadable) {
            throw new UserMistake("The file " + file + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    /** Notes that the run's log is in the folder of another run, as {@link #claimBus}. */
    public void claimBrokerOf(RunFolder keeper) {
        claimBus(BROKER_OF + keeper.run());
    }

    /** The other runs whose logs are in this folder. */
    public List<String> guests() {
        return all(data).stream()
                .filter(other -> other.bus().equals(Optional.of(BROKER_OF + run)))
                .map(RunFolder::run)
                .toList();
    }

    /** Where a local run writes its log. */
    public Path log() {
        return folder.resolve("millrace.log");
    }

    /** Where a local run writes its summary. */
    public Path summary() {
        return folder.resolve("summary.json");
    }

    /**
     * Takes the folder for a run with these settings.
     *
     * @throws UserMistake if it was made with other settings, or cannot be written
     */
    public void claim(Settings settings) {
        Path file = folder.resolve("settings.json");
        try {
            Files.createDirectories(folder);
            if (Files.exists(file)) {
                requireSame(Files.readString(file), settings);
            } else {
                Files.writeString(file, settings.canonicalJson());
            }
        } catch (IOException unwritable) {
            throw new UserMistake(
                    "The folder " + folder + " cannot be written: " + unwritable.getMessage()
                            + ". Choose another with --data.",
                    unwritable);
        }
    }

    /**
     * The settings that the run was made with.
     *
     * @throws UserMistake if there is no such run here; the message lists those there are
     */
    public Settings settings() {
        Path file = folder.resolve("settings.json");
        try {
            return Settings.parse(Files.readString(file), file.toString());
        } catch (IOException missing) {
            List<String> there = all(data).stream().map(RunFolder::run).toList();
            throw new UserMistake(
                    "There is no run \"" + run + "\" in "
                            + data + ". Runs there are: "
                            + (there.isEmpty() ? "none" : String.join(", ", there)) + ".",
                    missing);
        }
    }

    /** The weights of the last checkpoint; nothing if there is none yet. */
    public Optional<PublishedWeights> weights() {
        return checkpoint()
                .map(checkpoint -> new PublishedWeights(
                        checkpoint.getVersion(),
                        Tensors.floats(checkpoint.getParameters()),
                        Checksum.sha256(checkpoint.getParameters())));
    }

    /** Whether there is a checkpoint, whole or not. */
    public boolean hasCheckpoint() {
        return new CheckpointFile(folder).exists();
    }

    /** The last checkpoint; nothing if there is none yet. */
    public Optional<Checkpoint> checkpoint() {
        return new CheckpointFile(folder).load();
    }

    /** Writes the summary. */
    public void write(Summary summary) {
        try {
            Files.writeString(summary(), json(summary) + System.lineSeparator());
        } catch (IOException failed) {
            throw new UserMistake(
                    "The summary cannot be written to " + summary() + ": " + failed.getMessage()
                            + ". Make room on the disk and start the same command again.",
                    failed);
        }
    }

    /** Deletes everything that was recorded under this name. */
    public void forget() {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException failed) {
            throw new UserMistake("The folder " + folder + " cannot be deleted: " + failed.getMessage(), failed);
        }
    }

    /**
     * Notes where the run's log is. A run in memory has none after its process: it begins anew.
     *
     * @param bus memory, kafka (embedded) or the address of a cluster
     * @throws UserMistake if the run was recorded somewhere else
     */
    public void claimBus(String bus) {
        Path file = folder.resolve("bus");
        try {
            String before = Files.exists(file) ? Files.readString(file) : bus;
            if (!before.equals(bus)) {
                throw new UserMistake("Run \"" + run + "\" was recorded on " + before + ", not on " + bus
                        + ". Go on there, choose another name with --set run=NAME, or add --fresh to delete what was"
                        + " recorded under this name.");
            }
            if (bus.equals("memory")) {
                Files.deleteIfExists(folder.resolve("checkpoint.avro"));
                Files.deleteIfExists(summary());
            }
            Files.writeString(file, bus);
        } catch (IOException unwritable) {
            throw new UserMistake(
                    "The folder " + folder + " cannot be written: " + unwritable.getMessage()
                            + ". Choose another with --data.",
                    unwritable);
        }
    }

    /** A result as indented JSON. */
    public static String json(Object result) {
        try {
            return JSON.writeValueAsString(result);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Records of numbers and words can be written", impossible);
        }
    }

    private void requireSame(String before, Settings settings) {
        if (!LaterSettings.same(before, settings.canonicalJson())) {
            throw new UserMistake("Run \"" + run + "\" exists with other settings: "
                    + String.join("; ", SettingsDifference.between(before, settings.canonicalJson()))
                    + ". Its log was recorded under those. Choose another name with --set run=NAME, take the settings"
                    + " back, or add --fresh to delete what was recorded under this name.");
        }
    }
}
