package io.millrace.app.commands;

import io.millrace.runtime.worker.UserMistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Where a report goes. */
final class ReportFile {

    private ReportFile() {}

    /**
     * Makes the folder before anything is played: long work must not end with nowhere to write.
     *
     * @throws UserMistake if the file could not be written
     */
    static Path requireWritable(Path page) {
        Path folder = page.toAbsolutePath().getParent();
        try {
            if (folder != null) {
                Files.createDirectories(folder);
            }
            if (folder == null || Files.isDirectory(page) || !Files.isWritable(folder)) {
                throw cannotWrite(page, "it is a folder, or its folder may not be written to");
            }
            return page;
        } catch (IOException failed) {
            throw cannotWrite(page, String.valueOf(failed.getMessage()));
        }
    }

    /** Writes it whole or not at all. */
    static void write(Path page, String html) {
        try {
            Path beside = page.resolveSibling(page.getFileName() + ".part");
            Files.writeString(beside, html);
            Files.move(beside, page, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw cannotWrite(page, String.valueOf(failed.getMessage()));
        }
    }

    private static UserMistake cannotWrite(Path page, String why) {
        return new UserMistake("The report cannot be written to " + page + ": " + why + ". Name a file with --report.");
    }
}
