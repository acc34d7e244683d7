package io.millrace.datasets.exchange;

import io.millrace.datasets.PieceReader;
import io.millrace.datasets.PieceReader.Position;
import io.millrace.datasets.Watcher;
import io.millrace.datasets.rows.RowFormat;
import io.millrace.datasets.rows.RowShape;
import io.millrace.datasets.rows.UnrollSteps;
import io.millrace.messages.Dataset;
import io.millrace.messages.Unroll;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.worker.UserMistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes the steps of a dataset to files, one row for each step, file after file. What is whole stays: an export that
 * was stopped goes on behind the last whole file. Memory does not grow with the dataset.
 */
public final class Export {

    private final Bus bus;
    private final Dataset dataset;
    private final RowShape shape;
    private final RowFormat format;
    private final Watcher watcher;
    private @Nullable PartFile part;

    /** @param watcher told of rows that were written */
    public Export(Bus bus, Dataset dataset, RowShape shape, RowFormat format, Watcher watcher) {
        this.bus = bus;
        this.dataset = dataset;
        this.shape = shape;
        this.format = format;
        this.watcher = watcher;
    }

    /**
     * What an export came to.
     *
     * @param files   whole ones, in the order of the rows
     * @param rows    in all of them
     * @param resumed rows that were there before
     */
    public record Outcome(List<Path> files, long rows, long resumed) {}

    /**
     * Writes files of so many rows at most into a folder, with a manifest, or goes on where that was stopped.
     *
     * @throws UserMistake if the disk is full, or the folder holds another export
     */
    public Outcome toFolder(Path folder, long mostRowsPerFile) {
        try {
            Files.createDirectories(folder);
            ExportManifest fresh = new ExportManifest(
                    dataset.getName(),
                    dataset.getSha256(),
                    format.ending(),
                    metadata(),
                    dataset.getSteps(),
                    dataset.getEpisodes(),
                    mostRowsPerFile,
                    List.of(),
                    new ExportManifest.Next(0, beginning(0)));
            Optional<ExportManifest> begun = ExportManifest.in(folder);
            begun.ifPresent(there -> fresh.requireSame(there, folder));
            ExportManifest from = begun.orElse(fresh);
            long resumed = from.rows();
            ExportManifest written = write(folder, from);
            return new Outcome(
                    written.files().stream()
                            .map(file -> folder.resolve(file.file()))
                            .toList(),
                    written.rows(),
                    resumed);
        } catch (IOException failed) {
            throw unwritable(
                    folder,
                    failed,
                    "Make room and start the same command again: it goes on behind the last" + " whole file");
        } finally {
            discard();
        }
    }

    /**
     * Writes one file, whole or not at all.
     *
     * @throws UserMistake if the disk is full
     */
    public Outcome toFile(Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            PartFile only = new PartFile(file, format, shape, metadata());
            part = only;
            for (int piece = 0; piece < dataset.getPieces().size(); piece++) {
                try (PieceReader reader =
                        new PieceReader(bus, dataset.getPieces().get(piece), null)) {
                    for (Event<Unroll> event = reader.next(); event != null; event = reader.next()) {
                        write(event.value(), reader.last(event.value()), only, 0);
                    }
                }
            }
            long rows = only.finish().rows();
            part = null;
            return new Outcome(List.of(file), rows, 0);
        } catch (IOException failed) {
            throw unwritable(
                    file,
                    failed,
                    "Make room and start again, or name a folder: an export to a folder goes on"
                            + " where it was stopped");
        } finally {
            discard();
        }
    }

    private ExportManifest write(Path folder, ExportManifest from) throws IOException {
        ExportManifest manifest = from;
        ExportManifest.Next next = from.next();
        while (next != null) {
            manifest = writePart(folder, manifest, next);
            manifest.write(folder);
            next = manifest.next();
        }
        return manifest;
    }

    /** Writes the next file: whole unrolls, up to the most rows. */
    private ExportManifest writePart(Path folder, ExportManifest manifest, ExportManifest.Next from)
            throws IOException {
        String name =
                String.format(Locale.ROOT, "steps-%05d.%s", manifest.files().size(), format.ending());
        PartFile file = new PartFile(folder.resolve(name), format, shape, metadata());
        part = file;
        int piece = from.piece();
        Position position = from.position();
        ExportManifest.Next behind = null;
        while (behind == null && piece < dataset.getPieces().size()) {
            try (PieceReader reader = new PieceReader(bus, dataset.getPieces().get(piece), position)) {
                Position full = writeUntilFull(reader, file, manifest);
                behind = full == null ? null : new ExportManifest.Next(piece, full);
            }
            if (behind == null) {
                piece++;
                position = piece < dataset.getPieces().size() ? beginning(piece) : position;
            }
        }
        ExportManifest.Part whole = file.finish();
        part = null;
        return manifest.with(whole, behind);
    }

    /** Gives where the next file begins; null where the piece ended before this one was full. */
    private @Nullable Position writeUntilFull(PieceReader reader, PartFile file, ExportManifest manifest)
            throws IOException {
        Position before = reader.position();
        for (Event<Unroll> event = reader.next(); event != null; event = reader.next()) {
            Unroll unroll = event.value();
            long more = (long) unroll.getSteps() * unroll.getEnvironments();
            if (file.rows() > 0 && file.rows() + more > manifest.mostRowsPerFile()) {
                return before;
            }
            write(unroll, reader.last(unroll), file, manifest.rows());
            before = reader.position();
        }
        return null;
    }

    private void write(Unroll unroll, boolean last, PartFile file, long rowsBefore) throws IOException {
        new UnrollSteps(unroll, shape.discrete()).forEach(last, file::write);
        watcher.at(rowsBefore + file.rows(), dataset.getSteps());
    }

    private Position beginning(int piece) {
        return new Position(
                0,
                dataset.getPieces().get(piece).getFrom().get(0),
                dataset.getPieces().get(piece).getFirstUnrolls());
    }

    private Map<String, String> metadata() {
        Map<String, String> metadata = new TreeMap<>(shape.metadata());
        metadata.put("millrace.source", dataset.getName());
        metadata.put("millrace.sha256", dataset.getSha256());
        dataset.getSettings().forEach((run, settings) -> metadata.put("millrace.settings." + run, settings));
        return metadata;
    }

    private void discard() {
        PartFile open = part;
        if (open != null) {
            open.discard();
            part = null;
        }
    }

    private static UserMistake unwritable(Path where, IOException failed, String remedy) {
        return new UserMistake(
                where + " cannot be written: " + failed.getMessage() + ". The file that was under way is removed. "
                        + remedy + ".",
                failed);
    }
}
