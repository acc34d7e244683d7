package io.millrace.learner.checkpoint;

import io.millrace.messages.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Earlier states of a learner, each in a file of its own like the checkpoint's, to go back to. The older they are, the
 * further apart: of the versions that were offered, counted from 0, the four newest multiples of each power of two stay,
 * for as many powers as there is room; more than four where there is room for more than eleven powers. That depends on the newest version and on nothing else, so a learner that makes
 * updates again keeps the same ones again. One thread at a time; any thread may ask how many there are.
 */
public final class KeptVersions {

    private static final Pattern NAME = Pattern.compile("(\\d+)\\.avro");
    private static final int LEAST_OF_EACH_POWER = 4;

    /** These reach back over thousands of checkpoints: more room is for more of each. */
    private static final int ENOUGH_POWERS = 11;

    private final Path folder;
    private final int every;
    private final int most;
    private final NavigableSet<Long> versions = new TreeSet<>();
    private volatile int count;

    /**
     * @param folder of the checkpoint; they lie in the folder {@code kept} in it, which is made with the first
     * @param every  versions between two that are offered; at least 1
     * @param most   how many are kept; 0 for none
     * @throws CheckpointException if the folder cannot be read
     */
    public KeptVersions(Path folder, int every, int most) {
        this.folder = folder.resolve("kept");
        this.every = every;
        this.most = most;
        if (Files.isDirectory(this.folder)) {
            readFolder();
        }
        count = versions.size();
    }

    /** Whether this version is one of those that are kept, at least for a while. */
    public boolean keeps(long version) {
        return most > 0 && version % every == 0;
    }

    /**
     * Keeps a version that {@link #keeps} names, and drops those that it takes the place of.
     *
     * @throws CheckpointException if it cannot be written
     */
    public void keep(Checkpoint checkpoint) {
        long newest = checkpoint.getVersion();
        file(newest).save(checkpoint);
        versions.add(newest);
        for (long version : List.copyOf(versions)) {
            if (version < newest && !stays(version / every, newest / every, most)) {
                delete(version);
            }
        }
        count = versions.size();
    }

    /**
     * Drops what is newer than this version: a learner that goes on from there keeps it again.
     *
     * @throws CheckpointException if a file cannot be deleted
     */
    public void dropBeyond(long version) {
        for (long newer : List.copyOf(versions.tailSet(version, false))) {
            delete(newer);
        }
        count = versions.size();
    }

    /** Those there are, the oldest first; not to be changed. */
    public NavigableSet<Long> versions() {
        return versions;
    }

    /** How many there are. */
    public int count() {
        return count;
    }

    /**
     * What the learner was at this version.
     *
     * @throws CheckpointException if it is not kept any more, or its file is damaged
     */
    public Checkpoint load(long version) {
        return file(version)
                .load()
                .orElseThrow(() -> new CheckpointException(
                        "Version " + version + " is to be gone back to, but " + path(version) + " is not there. Give"
                                + " the file back, or move checkpoint.avro beside that folder away: the learner then"
                                + " learns again from the recorded log, and keeps its versions again.",
                        null));
    }

    /** Whether the i-th version that was offered is still kept once the n-th was. */
    static boolean stays(long i, long n, int most) {
        int ofEach = Math.min(most, Math.max(LEAST_OF_EACH_POWER, most / (ENOUGH_POWERS + 1) * 2));
        // With each further power come half as many: the others are multiples of the one before too.
        int powers = ofEach < LEAST_OF_EACH_POWER ? 1 : 1 + (most - ofEach) / (ofEach / 2);
        for (int power = 0; power < powers; power++) {
            long unit = 1L << power;
            if (i % unit == 0 && n / unit - i / unit < ofEach) {
                return true;
            }
        }
        return false;
    }

    private void readFolder() {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    versions.add(Long.parseLong(name.group(1)));
                }
            }
        } catch (IOException failed) {
            throw new CheckpointException(
                    "The folder of kept versions " + folder + " cannot be read: " + failed, failed);
        }
    }

    private void delete(long version) {
        try {
            Files.deleteIfExists(path(version));
        } catch (IOException failed) {
            throw new CheckpointException(
                    "Kept version " + path(version) + " cannot be deleted to make room: " + failed
                            + ". See who may write in that folder, and start the learner again.",
                    failed);
        }
        versions.remove(version);
    }

    /** The file of a version. */
    CheckpointFile file(long version) {
        return new CheckpointFile("Kept version", path(version), "checkpoint.avro in the folder above");
    }

    private Path path(long version) {
        return folder.resolve(version + ".avro");
    }
}
