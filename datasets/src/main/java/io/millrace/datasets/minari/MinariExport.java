package io.millrace.datasets.minari;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.datasets.PieceReader;
import io.millrace.datasets.Watcher;
import io.millrace.datasets.exchange.Export;
import io.millrace.datasets.rows.RowShape;
import io.millrace.datasets.rows.StepRow;
import io.millrace.datasets.rows.UnrollSteps;
import io.millrace.messages.Dataset;
import io.millrace.messages.DatasetPiece;
import io.millrace.messages.Unroll;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.worker.UserMistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a dataset in the layout of Minari's Parquet storage: {@code data/metadata.json}, and for each episode a folder
 * with {@code part-0.parquet} and {@code metadata.json}. An episode is written once it is over; until then its steps are
 * in memory, for each copy of the environment one. A long one is cut, since Minari reads no more rows at a time.
 *
 * @see <a href="https://github.com/Farama-Foundation/Minari/blob/main/minari/dataset/_storages/parquet_storage.py">Minari's
 *     Parquet storage</a>
 */
public final class MinariExport {

    /** Minari refuses versions that it does not list; this one is on its list since it was made. */
    private static final String MINARI_VERSION = "0.5.1";

    private static final Pattern DATASET_ID = Pattern.compile("[-_a-zA-Z0-9]+-v[0-9]+");
    private static final int MOST_ROWS = 100_000;
    private static final int MOST_BYTES = 16 << 20;
    private static final int BYTES_BESIDE = 32;
    private static final double MEGABYTE = 1e6;

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Bus bus;
    private final Dataset dataset;
    private final RowShape shape;
    private final Watcher watcher;
    private final MinariEpisode format;
    private final int mostSteps;
    private final Map<Copy, List<StepRow>> open = new HashMap<>();
    private long episodes;
    private long steps;

    /** Which copy of the environment a step is of. */
    private record Copy(String run, int lane, int environment) {}

    /** @param watcher told of steps that were written */
    public MinariExport(Bus bus, Dataset dataset, RowShape shape, Watcher watcher) {
        this.bus = bus;
        this.dataset = dataset;
        this.shape = shape;
        this.watcher = watcher;
        this.format = new MinariEpisode(shape);
        int row = Float.BYTES * (shape.observationSize() + shape.actionSpace().width()) + BYTES_BESIDE;
        this.mostSteps = Math.max(1, Math.min(MOST_ROWS, MOST_BYTES / row));
    }

    /**
     * Writes it, whole or not at all.
     *
     * @param folder what Minari calls the dataset, where its name ends in a version such as -v0
     * @throws UserMistake if the disk is full, or there is a dataset in the folder
     */
    public Export.Outcome toFolder(Path folder) {
        Path whole = folder.resolve("data");
        Path partial = folder.resolve("data.partial");
        if (Files.exists(whole)) {
            throw new UserMistake(
                    whole + " is there already, and a dataset is not written over. Export to another" + " folder.");
        }
        try {
            try {
                delete(partial);
                Files.createDirectories(partial);
                writeEpisodes(partial);
                writeMetadata(partial, datasetId(folder));
                Files.move(partial, whole, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                delete(partial);
            }
        } catch (IOException failed) {
            throw new UserMistake(
                    folder + " cannot be written: " + failed.getMessage() + ". What was under way is removed. Make room"
                            + " and start the same command again.",
                    failed);
        }
        return new Export.Outcome(List.of(folder), steps, 0);
    }

    private void writeEpisodes(Path data) throws IOException {
        for (DatasetPiece piece : dataset.getPieces()) {
            try (PieceReader reader = new PieceReader(bus, piece, null)) {
                for (Event<Unroll> event = reader.next(); event != null; event = reader.next()) {
                    Unroll unroll = event.value();
                    new UnrollSteps(unroll, shape.discrete()).forEach(reader.last(unroll), step -> take(data, step));
                    watcher.at(steps, dataset.getSteps());
                }
            }
        }
    }

    private void take(Path data, StepRow step) throws IOException {
        List<StepRow> episode =
                open.computeIfAbsent(new Copy(step.run(), step.lane(), step.environment()), one -> new ArrayList<>());
        if (episode.size() == mostSteps) {
            write(data, episode, step.observation(), step.actionMask());
            episode.clear();
        }
        episode.add(step);
        float @Nullable [] after = step.nextObservation();
        if (after != null) {
            write(data, episode, after, step.nextActionMask());
            episode.clear();
        }
    }

    private void write(Path data, List<StepRow> episode, float[] after, byte @Nullable [] maskAfter)
            throws IOException {
        Path folder = Files.createDirectory(data.resolve(String.valueOf(episodes)));
        format.write(folder.resolve("part-0.parquet"), episode, after, maskAfter);
        StepRow first = episode.get(0);
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("id", episodes);
        metadata.put("total_steps", episode.size());
        metadata.put("millrace_run", first.run());
        metadata.put("millrace_lane", first.lane());
        metadata.put("millrace_environment", first.environment());
        metadata.put("millrace_episode", first.episode());
        metadata.put("millrace_first_step", first.step());
        JSON.writeValue(folder.resolve("metadata.json").toFile(), metadata);
        episodes++;
        steps += episode.size();
    }

    private void writeMetadata(Path data, String id) throws IOException {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("total_episodes", episodes);
        metadata.put("total_steps", steps);
        metadata.put("data_format", "parquet");
        metadata.put("observation_space", MinariSpaces.observations(shape.observationSize()));
        metadata.put("action_space", MinariSpaces.actions(shape.actionSpace()));
        metadata.put("dataset_id", id);
        metadata.put("minari_version", MINARI_VERSION);
        metadata.put("dataset_size", Math.round(bytes(data) / MEGABYTE * 10) / 10.0);
        if (!dataset.getDescription().isEmpty()) {
            metadata.put("description", dataset.getDescription());
        }
        metadata.put("millrace_source", dataset.getName());
        metadata.put("millrace_sha256", dataset.getSha256());
        metadata.putAll(shape.metadata());
        JSON.writeValue(data.resolve("metadata.json").toFile(), metadata);
    }

    private String datasetId(Path folder) {
        String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
        return DATASET_ID.matcher(name).matches() ? name : dataset.getName() + "-v0";
    }

    private static long bytes(Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            long bytes = 0;
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                bytes += Files.size(file);
            }
            return bytes;
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        }
    }
}
