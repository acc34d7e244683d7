package io.millrace.app.commands;

import io.millrace.runtime.worker.UserMistake;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that a command is asked to write, whole or not at all. One that is there already is replaced.
 *
 * @param what   it holds, as the subject of a sentence
 * @param remedy what to do where it cannot be written
 */
record OutputFile(Path path, String what, String remedy) {

    /** Makes the folder before anything is done: long work must not end with nowhere to write. */
    OutputFile requireWritable() {
        Path folder = path.toAbsolutePath().getParent();
        try {
            if (folder != null) {
                Files.createDirectories(folder);
            }
        } catch (IOException failed) {
            throw refused(String.valueOf(failed.getMessage()));
        }
        if (folder == null || Files.isDirectory(path) || !Files.isWritable(folder)) {
            throw refused("it is a folder, or its folder may not be written to");
        }
        return this;
    }

    void write(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    void write(byte[] bytes) {
        try {
            Path beside = path.resolveSibling(path.getFileName() + ".part");
            Files.write(beside, bytes);
            Files.move(beside, path, StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException gone) {
            throw refused("no file can be made in its folder");
        } catch (IOException failed) {
            throw refused(String.valueOf(failed.getMessage()));
        }
    }

    private UserMistake refused(String why) {
        return new UserMistake(what + " cannot be written to " + path + ": " + why + ". " + remedy);
    }
}
