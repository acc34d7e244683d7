package io.millrace.datasets.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.datasets.PieceReader;
import io.millrace.runtime.worker.UserMistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a folder of exported files holds, and how far the export came: the file {@code manifest.json} beside them.
 *
 * @param source          name of the dataset or run
 * @param sha256          of the records, as a dataset has it
 * @param format          of the files
 * @param metadata        what every file says of itself
 * @param steps           rows in all files, once they are complete
 * @param episodes        that ended in them
 * @param mostRowsPerFile rows of a file, at most
 * @param files           those that are whole, in the order of the rows
 * @param next            where the export goes on; null once it is complete
 */
record ExportManifest(
        String source,
        String sha256,
        String format,
        Map<String, String> metadata,
        long steps,
        long episodes,
        long mostRowsPerFile,
        List<Part> files,
        @Nullable Next next) {

    private static final String NAME = "manifest.json";

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** One whole file. */
    record Part(String file, long rows, long bytes, String sha256) {}

    /** Where the first row of the next file stands. */
    record Next(int piece, PieceReader.Position position) {}

    /** The same with one more file. */
    ExportManifest with(Part part, @Nullable Next from) {
        List<Part> more = new ArrayList<>(files);
        more.add(part);
        return new ExportManifest(source, sha256, format, metadata, steps, episodes, mostRowsPerFile, more, from);
    }

    /** Rows in the files that are whole. */
    long rows() {
        return files.stream().mapToLong(Part::rows).sum();
    }

    /** The manifest of a folder, if it has one. */
    static Optional<ExportManifest> in(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(file.toFile(), ExportManifest.class));
        } catch (JsonProcessingException damaged) {
            throw new UserMistake(
                    file + " is no manifest of an export: " + damaged.getOriginalMessage()
                            + ". Export to another folder.",
                    damaged);
        }
    }

    /** Writes it, whole or not at all. */
    void write(Path folder) throws IOException {
        Path whole = folder.resolve(NAME);
        Path partial = folder.resolve(NAME + ".partial");
        try {
            JSON.writeValue(partial.toFile(), this);
            Files.move(partial, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    /** Refuses to go on with what another export began. */
    void requireSame(ExportManifest begun, Path folder) {
        boolean same = source.equals(begun.source)
                && sha256.equals(begun.sha256)
                && format.equals(begun.format)
                && mostRowsPerFile == begun.mostRowsPerFile;
        if (!same) {
            throw new UserMistake(folder + " holds an export of " + begun.source + " as " + begun.format + " with "
                    + begun.mostRowsPerFile + " rows a file and SHA-256 " + begun.sha256 + ", and this one is of "
                    + source + " as " + format + " with " + mostRowsPerFile + " rows a file and SHA-256 " + sha256
                    + ". Export to another folder.");
        }
    }
}
