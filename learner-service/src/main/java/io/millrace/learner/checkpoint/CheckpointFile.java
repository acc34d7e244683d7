package io.millrace.learner.checkpoint;

import io.millrace.messages.Checkpoint;
import io.millrace.schemas.Codec;
import io.millrace.schemas.UndecodableRecordException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint of a learner, in one file. A new one is written beside it, forced to the disk
 * and moved over it in one step, so that a crash or a full disk leaves the old one whole.
 */
public final class CheckpointFile {

    private static final Codec<Checkpoint> CODEC = Codec.of(Checkpoint.getClassSchema());
    private static final int DIGEST_BYTES = 32;

    private final String what;
    private final Path file;
    private final String inTheWay;

    /**
     * The newest checkpoint.
     *
     * @param folder is made if it is missing
     */
    public CheckpointFile(Path folder) {
        this("Checkpoint", folder.resolve("checkpoint.avro"), "the file");
    }

    /**
     * @param what      what it is to whoever reads the message of a failure
     * @param inTheWay  what to move away for a learner to begin again from the log
     */
    CheckpointFile(String what, Path file, String inTheWay) {
        this.what = what;
        this.file = file;
        this.inTheWay = inTheWay;
    }

    /**
     * Replaces the checkpoint.
     *
     * @throws CheckpointException if it cannot be written; the one before is untouched
     */
    public void save(Checkpoint checkpoint) {
        Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
        byte[] content = CODEC.encode(checkpoint);
        try {
            Files.createDirectories(file.getParent());
            writeThrough(unfinished, content, sha256(content));
            replace(unfinished);
        } catch (IOException failed) {
            throw new CheckpointException(
                    what + " " + checkpoint.getVersion() + " cannot be written to " + file + ": "
                            + reason(failed)
                            + ". The checkpoint before it is untouched. Make room on the disk, or set another folder with"
                            + " --data, and start the learner again: it goes on from there.",
                    failed);
        }
    }

    /**
     * The checkpoint, or nothing if none was ever saved.
     *
     * @throws CheckpointException if the file cannot be read, or is damaged
     */
    public Optional<Checkpoint> load() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            byte[] all = Files.readAllBytes(file);
            int length = Math.max(0, all.length - DIGEST_BYTES);
            byte[] content = Arrays.copyOf(all, length);
            byte[] digest = Arrays.copyOfRange(all, length, all.length);
            if (!MessageDigest.isEqual(sha256(content), digest)) {
                throw damaged("its checksum does not match", null);
            }
            return Optional.of(CODEC.decode(content));
        } catch (IOException failed) {
            throw damaged(reason(failed), failed);
        } catch (UndecodableRecordException undecodable) {
            throw damaged(String.valueOf(undecodable.getMessage()), undecodable);
        }
    }

    /** With the kind of failure, since the message of many is a path and nothing else. */
    private static String reason(IOException failed) {
        return failed.getClass().getSimpleName() + ", " + failed.getMessage();
    }

    private CheckpointException damaged(String why, @Nullable Throwable cause) {
        return new CheckpointException(
                what + " " + file + " cannot be used: " + why + ". Move " + inTheWay
                        + " away: the learner then learns again from the recorded log.",
                cause);
    }

    private static void writeThrough(Path path, byte[] content, byte[] digest) throws IOException {
        try (FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            write(channel, content);
            write(channel, digest);
            channel.force(true);
        }
    }

    private static void write(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private void replace(Path finished) throws IOException {
        try {
            Files.move(finished, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException unsupported) {
            Files.move(finished, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JDK has SHA-256", impossible);
        }
    }
}
