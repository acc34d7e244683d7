package io.millrace.learner.checkpoint;

import io.millrace.messages.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a learner goes on from: the newest checkpoint, or, where its file is damaged, the newest state before it that is
 * whole. What was learned since is made again from the log, so nothing but time is lost.
 */
public final class LastCheckpoint {

    private static final Logger LOGGER = LoggerFactory.getLogger(LastCheckpoint.class);

    private LastCheckpoint() {}

    /**
     * The last state that is whole; nothing if none was ever saved. A damaged newest file is moved out of the way, and
     * the log says so.
     *
     * @param kept earlier states
     * @throws CheckpointException if the newest is damaged and there is no other, or it was written by a newer version
     */
    public static Optional<Checkpoint> load(CheckpointFile newest, KeptVersions kept) {
        try {
            return newest.load();
        } catch (DamagedCheckpointException damaged) {
            Checkpoint before = before(newest, kept).orElseThrow(() -> damaged);
            LOGGER.atWarn()
                    .addKeyValue("version", before.getVersion())
                    .addKeyValue("damage", damaged.getMessage())
                    .addKeyValue("movedTo", moveAway(newest.path()))
                    .log("the newest checkpoint is damaged: going on from one before it, and making the updates since"
                            + " again from the log");
            return Optional.of(before);
        }
    }

    private static Optional<Checkpoint> before(CheckpointFile newest, KeptVersions kept) {
        List<CheckpointFile> files = new ArrayList<>();
        files.add(CheckpointFile.before(folder(newest)));
        kept.versions().forEach(version -> files.add(kept.file(version)));
        return files.stream()
                .flatMap(file -> whole(file).stream())
                .max(Comparator.comparingLong(Checkpoint::getVersion));
    }

    private static Optional<Checkpoint> whole(CheckpointFile file) {
        try {
            return file.load();
        } catch (CheckpointException unusable) {
            return Optional.empty();
        }
    }

    /** Kept for whoever wants to know what happened to it. */
    private static Path moveAway(Path damaged) {
        Path aside = damaged.resolveSibling(damaged.getFileName() + ".damaged");
        try {
            return Files.move(damaged, aside, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new CheckpointException(
                    "The damaged checkpoint " + damaged + " cannot be moved to " + aside + ": " + failed
                            + ". See who may write in that folder, and start the learner again.",
                    failed);
        }
    }

    private static Path folder(CheckpointFile newest) {
        Path folder = newest.path().getParent();
        return folder == null ? Path.of("") : folder;
    }
}
