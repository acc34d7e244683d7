package io.millrace.datasets.exchange;

import io.millrace.datasets.rows.RowFormat;
import io.millrace.datasets.rows.RowShape;
import io.millrace.datasets.rows.RowWriter;
import io.millrace.datasets.rows.StepRow;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** A file of rows under way. It has its name once it is whole; until then it ends in {@code .partial}. */
final class PartFile {

    private static final int BUFFER = 1 << 18;

    private final Path whole;
    private final Path partial;
    private final MessageDigest digest = sha256();
    private final RowWriter writer;
    private long rows;

    PartFile(Path whole, RowFormat format, RowShape shape, Map<String, String> metadata) throws IOException {
        this.whole = whole;
        this.partial = whole.resolveSibling(whole.getFileName() + ".partial");
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(partial), BUFFER);
        try {
            // A format may write its header at once, and the disk may be full already.
            this.writer = format.write(shape, metadata, new DigestOutputStream(out, digest));
        } catch (IOException | RuntimeException full) {
            removeUnwritten(out);
            throw full;
        }
    }

    void write(StepRow row) throws IOException {
        writer.write(row);
        rows++;
    }

    long rows() {
        return rows;
    }

    /** Ends the file and gives it its name. */
    ExportManifest.Part finish() throws IOException {
        writer.close();
        long bytes = Files.size(partial);
        Files.move(partial, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return new ExportManifest.Part(
                String.valueOf(whole.getFileName()), rows, bytes, HexFormat.of().formatHex(digest.digest()));
    }

    /** Removes what was written of it. */
    void discard() {
        try {
            writer.close();
        } catch (IOException | RuntimeException full) {
            // What it could still hold goes with it.
        }
        removePartial();
    }

    private void removeUnwritten(OutputStream out) {
        try {
            out.close();
        } catch (IOException full) {
            // As above.
        }
        removePartial();
    }

    private void removePartial() {
        try {
            Files.deleteIfExists(partial);
        } catch (IOException stays) {
            // The next export writes over it.
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
    }
}
