package io.millrace.app.sweep;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.app.run.RunFile;
import io.millrace.app.run.RunFolder;
import io.millrace.runtime.worker.UserMistake;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Where the sweeps of a run keep what they found: a folder for each trial, called by the hash of its
 * settings, with the run's folder and, once the trial is done, its result. Trials may be kept by several threads.
 */
public final class SweepFolder implements AutoCloseable {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final Path folder;
    private final FileChannel lock;

    private SweepFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Makes the folder where it is missing, and holds it until it is closed.
     *
     * @param data folder of all runs
     * @throws UserMistake if it cannot be written, or another sweep holds it
     */
    public static SweepFolder open(Path data, String run) {
        Path folder = data.resolve(run + "-sweep");
        try {
            Files.createDirectories(folder);
            FileChannel lock =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(lock)) {
                lock.close();
                throw new UserMistake("Another sweep of \"" + run + "\" is at work in " + folder
                        + ", and both would write the same trials. Wait for it, or choose another folder with --data.");
            }
            return new SweepFolder(folder, lock);
        } catch (IOException unwritable) {
            throw cannotWrite(folder, unwritable);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException here) {
            return false;
        }
    }

    /** Where everything is kept. */
    public Path path() {
        return folder;
    }

    /** Where a sweep writes its log. */
    public Path log() {
        return folder.resolve("millrace.log");
    }

    /** What the trial of these settings came to, if it is done. */
    Optional<SeedResult> result(RunFile run) {
        Path file = result(hash(run));
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(Files.readString(file), SeedResult.class));
        } catch (IOException unreadable) {
            throw new UserMistake(
                    "The result " + file + " cannot be read: it was written by another version, or changed. Delete it,"
                            + " or begin the sweep anew with --fresh.",
                    unreadable);
        }
    }

    /** Keeps the result of a trial, whole or not at all. */
    void keep(SeedResult result) {
        Path file = result(result.settingsHash());
        Path part = file.resolveSibling("result.json.part");
        try {
            Files.writeString(part, RunFolder.json(result) + System.lineSeparator());
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException unwritable) {
            throw cannotWrite(file, unwritable);
        }
    }

    /** Forgets what the trial of these settings came to. */
    void forget(RunFile run) {
        try {
            Files.deleteIfExists(result(hash(run)));
        } catch (IOException unwritable) {
            throw cannotWrite(result(hash(run)), unwritable);
        }
    }

    /** A folder for the run of these settings, claimed for it; what a trial left there half done is gone. */
    RunFolder claim(RunFile run) {
        RunFolder own = new RunFolder(folder.resolve(hash(run)), run.shared().run());
        own.claim(run.settings());
        own.claimBus("memory");
        return own;
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException failed) {
            throw cannotWrite(folder, failed);
        }
    }

    private Path result(String hash) {
        return folder.resolve(hash).resolve("result.json");
    }

    private static String hash(RunFile run) {
        return run.settings().sha256();
    }

    private static UserMistake cannotWrite(Path file, IOException why) {
        return new UserMistake(
                file + " cannot be written: " + why.getMessage()
                        + ". Make room on the disk, or choose another folder with --data.",
                why);
    }
}
