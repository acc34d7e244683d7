package io.millrace.app.commands;

import io.millrace.datasets.rows.RowFormat;
import io.millrace.runtime.worker.UserMistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files that arguments mean. */
final class InputFiles {

    private InputFiles() {}

    /**
     * Files as they are, and for folders the files of a format in them, by name.
     *
     * @throws UserMistake if a folder has none
     */
    static List<Path> of(List<Path> arguments, RowFormat format) {
        List<Path> files = new ArrayList<>();
        for (Path argument : arguments) {
            if (Files.isDirectory(argument)) {
                files.addAll(inFolder(argument, format));
            } else {
                files.add(argument);
            }
        }
        return files;
    }

    private static List<Path> inFolder(Path folder, RowFormat format) {
        try (Stream<Path> there = Files.list(folder)) {
            List<Path> files = there.filter(file -> file.toString().endsWith("." + format.ending()))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new UserMistake("There is no file in " + folder + " whose name ends in ." + format.ending()
                        + ". Name the files, or their format with --format.");
            }
            return files;
        } catch (IOException unreadable) {
            throw new UserMistake(folder + " cannot be listed: " + unreadable.getMessage() + ".", unreadable);
        }
    }
}
