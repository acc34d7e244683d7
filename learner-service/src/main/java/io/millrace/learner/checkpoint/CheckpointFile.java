package io.millrace.learner.checkpoint;

import io.millrace.messages.Checkpoint;
import io.millrace.schemas.Codec;
import io.millrace.schemas.UndecodableRecordException;
import io.millrace.schemas.UnknownSchemaException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
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
 * and moved over it in one step, so that a crash or a full disk leaves the old one whole. The newest checkpoint's
 * forerunner stays beside it under another name, in case the file is damaged later.
 */
public final class CheckpointFile {

    private static final Codec<Checkpoint> CODEC = Codec.of(Checkpoint.getClassSchema());
    private static final int DIGEST_BYTES = 32;

    private final String what;
    private final Path file;
    private final String inTheWay;
    private final @Nullable Path forerunner;

    /**
     * The newest checkpoint.
     *
     * @param folder is made if it is missing
     */
    public CheckpointFile(Path folder) {
        this("Checkpoint", folder.resolve("checkpoint.avro"), "the file", folder.resolve("checkpoint-before.avro"));
    }

    /**
     * @param what      what it is to whoever reads the message of a failure
     * @param inTheWay  what to move away for a learner to begin again from the log
     */
    CheckpointFile(String what, Path file, String inTheWay) {
        this(what, file, inTheWay, null);
    }

    private CheckpointFile(String what, Path file, String inTheWay, @Nullable Path forerunner) {
        this.what = what;
        this.file = file;
        this.inTheWay = inTheWay;
        this.forerunner = forerunner;
    }

    /** The checkpoint before the newest. */
    static CheckpointFile before(Path folder) {
        return new CheckpointFile("Checkpoint", folder.resolve("checkpoint-before.avro"), "the file");
    }

    /** Whether there is one, whole or not. */
    public boolean exists() {
        return Files.exists(file);
    }

    /** Where it is. */
    public Path path() {
        return file;
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
            keepForerunner();
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
     * @throws DamagedCheckpointException if the file is not what was written
     * @throws CheckpointException        if the file cannot be read, or was written by a newer version
     */
    public Optional<Checkpoint> load() {
        if (!exists()) {
            return Optional.empty();
        }
        try {
            byte[] all = Files.readAllBytes(file);
            int length = Math.max(0, all.length - DIGEST_BYTES);
            byte[] content = Arrays.copyOf(all, length);
            byte[] digest = Arrays.copyOfRange(all, length, all.length);
            if (all.length == 0) {
                throw damaged("it is empty, so its checksum is missing, too", null);
            }
            if (!MessageDigest.isEqual(sha256(content), digest)) {
                throw damaged("its checksum does not match, so it was altered or ends too early", null);
            }
            return Optional.of(CODEC.decode(content));
        } catch (IOException failed) {
            throw new CheckpointException(
                    what + " " + file + " cannot be read: " + reason(failed)
                            + ". See who may read it, and start the learner again.",
                    failed);
        } catch (UnknownSchemaException newer) {
            throw new CheckpointException(
                    what + " " + file + " is whole, but this version of Millrace does not know the form that it is in:"
                            + " a newer version wrote it. Go on with that version, or move " + inTheWay
                            + " away: the learner then learns again from the recorded log.",
                    newer);
        } catch (UndecodableRecordException undecodable) {
            throw damaged(String.valueOf(undecodable.getMessage()), undecodable);
        }
    }

    /** With the kind of failure, since the message of many is a path and nothing else. */
    private static String reason(IOException failed) {
        return failed.getClass().getSimpleName() + ", " + failed.getMessage();
    }

    private DamagedCheckpointException damaged(String why, @Nullable Throwable cause) {
        return new DamagedCheckpointException(
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

    /** By a second name, so that the file itself is there at every moment. */
    private void keepForerunner() throws IOException {
        if (forerunner == null || !exists()) {
            return;
        }
        Files.deleteIfExists(forerunner);
        try {
            Files.createLink(forerunner, file);
        } catch (UnsupportedOperationException | FileSystemException noLinks) {
            Files.copy(file, forerunner, StandardCopyOption.REPLACE_EXISTING);
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
