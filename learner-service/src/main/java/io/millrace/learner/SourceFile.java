package io.millrace.learner;

import io.millrace.learner.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How much of another run's record there was when a learner began to learn from it. The record may grow; what is
 * learned from it must not change with the next start.
 */
final class SourceFile {

    private final Path file;

    /** @param folder of the checkpoint */
    SourceFile(Path folder) {
        this.file = folder.resolve("source-rounds");
    }

    /** Whether a learner has noted it. */
    boolean isThere() {
        return Files.exists(file);
    }

    /** What was noted at the first start; notes what is there now if this is the first. */
    long rounds(long now) {
        try {
            if (Files.exists(file)) {
                return Long.parseLong(Files.readString(file).strip());
            }
            Files.createDirectories(file.getParent());
            Files.writeString(file, now + System.lineSeparator());
            return now;
        } catch (IOException | NumberFormatException unusable) {
            throw new CheckpointException(
                    "The file " + file + ", which says how much of a record is learned from, cannot be used: "
                            + unusable.getMessage()
                            + ". Give it back, or begin a run of another name.",
                    unusable);
        }
    }
}
