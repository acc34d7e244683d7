package io.millrace.schemas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What released versions wrote, one folder for each version. The folder of the version in the making is
 * written with {@code -Dgolden.write=true}; a folder of a released version is never written again.
 */
final class GoldenFiles {

    /** Versions whose records must stay readable, oldest first. */
    static final List<String> RELEASES = List.of("0.1.0");

    private static final Path FOLDER = Path.of("src", "test", "resources", "golden");
    private static final String IN_THE_MAKING = "0.1.0";

    private GoldenFiles() {}

    static String read(String release, String file) {
        try {
            return Files.readString(FOLDER.resolve(release).resolve(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Rewrites a file of the version in the making, where the build was asked to. */
    static void offer(String file, String content) {
        if (!Boolean.getBoolean("golden.write")) {
            return;
        }
        try {
            Files.writeString(FOLDER.resolve(IN_THE_MAKING).resolve(file), content + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
