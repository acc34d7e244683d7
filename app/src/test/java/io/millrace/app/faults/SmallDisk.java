package io.millrace.app.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A small disk in memory that can be filled. Where this process may not mount one, a limit on the size of the files
 * that a process writes stands for it: its writes fail in the same way.
 */
final class SmallDisk implements AutoCloseable {

    private static final byte[] FILLER = new byte[1 << 16];

    private final Path folder;
    private final boolean mounted;

    private SmallDisk(Path folder, boolean mounted) {
        this.folder = folder;
        this.mounted = mounted;
    }

    static SmallDisk of(Path folder, int megabytes) throws IOException {
        Files.createDirectories(folder);
        return new SmallDisk(
                folder,
                succeeds(List.of("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString())));
    }

    /** Leaves no room for what this process writes. */
    void fill(Process writer) {
        if (!mounted) {
            require(List.of("prlimit", "--pid", String.valueOf(writer.pid()), "--fsize=4096"));
            return;
        }
        try (OutputStream filler = Files.newOutputStream(filler())) {
            for (int size = FILLER.length; size > 0; size = size == 1 ? 0 : size / 16) {
                fillBy(filler, size);
            }
        } catch (IOException full) {
            // As it is to be.
        }
    }

    private static void fillBy(OutputStream filler, int size) {
        try {
            while (true) {
                filler.write(FILLER, 0, size);
            }
        } catch (IOException full) {
            // Perhaps not for a smaller piece.
        }
    }

    /** Makes room again. */
    void clear() throws IOException {
        Files.deleteIfExists(filler());
    }

    @Override
    public void close() {
        if (mounted) {
            require(List.of("umount", "-l", folder.toString()));
        }
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    private static void require(List<String> command) {
        if (!succeeds(command)) {
            throw new IllegalStateException("A full disk cannot be made here: \"" + String.join(" ", command)
                    + "\" failed. Run as root, or install util-linux's prlimit.");
        }
    }

    private static boolean succeeds(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                System.err.println(String.join(" ", command) + ": " + said);
            }
            return code == 0;
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        }
    }
}
