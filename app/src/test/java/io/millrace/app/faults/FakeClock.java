package io.millrace.app.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** A wall clock that can be put forward and back while processes run by it. Needs Debian's package faketime. */
final class FakeClock {

    private static final Path LIBRARIES = Path.of("/usr/lib");

    private final Path library;
    private final Path offset;

    /** @throws IllegalStateException if the package is not installed */
    FakeClock(Path folder) throws IOException {
        this.library = library();
        this.offset = folder.resolve("clock");
        put("+0");
    }

    /** What a process needs in its environment to run by this clock. Waiting goes on by the true one. */
    Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD", library.toString(),
                "FAKETIME_TIMESTAMP_FILE", offset.toString(),
                // A run goes through dozens of updates in the second for which it would go by what it read before.
                "FAKETIME_NO_CACHE", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                // Otherwise timed waits of the JVM end at once.
                "FAKETIME_FORCE_MONOTONIC_FIX", "0",
                "DONT_FAKE_MONOTONIC", "1");
    }

    /** Puts the clock to so much more or less than the true time, such as {@code +2h}. */
    void put(String difference) throws IOException {
        Path written = offset.resolveSibling("clock.new");
        Files.writeString(written, difference + "\n");
        Files.move(written, offset, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path library() throws IOException {
        try (var folders = Files.list(LIBRARIES)) {
            return folders.map(folder -> folder.resolve("faketime/libfaketimeMT.so.1"))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("Clocks cannot be made to jump here: "
                            + "libfaketimeMT.so.1 is not below " + LIBRARIES + ". Install Debian's package faketime."));
        }
    }
}
