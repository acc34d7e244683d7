package io.millrace.app.faults;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Java processes by role, each with logs in a folder. At most one of a role is meant to be alive. */
final class Processes implements AutoCloseable {

    private final Path folder;
    private final Map<String, String> environment;
    private final Map<String, Process> alive = new LinkedHashMap<>();
    private final List<Process> all = new ArrayList<>();

    /** @param environment variables that every process but the broker gets */
    Processes(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    /** Starts a class of the test's class path in this role. */
    Process start(String role, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                // A short life: what compiles faster is faster.
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                mainClass));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(newLog(role));
        if (!role.equals("broker")) {
            builder.environment().putAll(environment);
        }
        try {
            Process process = builder.start();
            alive.put(role, process);
            all.add(process);
            return process;
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    Process running(String role) {
        Process process = alive.get(role);
        if (process == null) {
            throw new IllegalStateException("There is no " + role);
        }
        return process;
    }

    /** The roles whose newest process has ended by itself with another exit code than 0. */
    List<String> failed() {
        return alive.entrySet().stream()
                .filter(role -> !role.getValue().isAlive() && role.getValue().exitValue() != 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Kills as {@code kill -9} does, and waits until it is gone. */
    void kill(String role) {
        Process process = running(role);
        if (!process.isAlive()) {
            throw new AssertionError(
                    "The " + role + " had ended before it was to be killed, with code " + process.exitValue());
        }
        process.destroyForcibly();
        awaitEnd(role);
    }

    /** Asks it to end, as an interruption on the terminal does, and waits until it has. */
    void stop(String role) {
        running(role).destroy();
        awaitEnd(role);
    }

    /** Waits until the process ends by itself; gives its exit code. */
    int awaitEnd(String role) {
        Process process = running(role);
        try {
            if (!process.waitFor(Deadline.GENEROUS.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("The " + role + " does not end");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        }
        return process.exitValue();
    }

    /** What the newest process of a role said. */
    String said(String role) {
        try {
            return Files.readString(log(role, count(role)));
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** The ends of all logs, for the message of a failed test. */
    String logs() throws IOException {
        StringBuilder text = new StringBuilder();
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList()) {
                List<String> lines = Files.readAllLines(file);
                text.append(file.getFileName()).append('\n');
                lines.subList(Math.max(0, lines.size() - 15), lines.size())
                        .forEach(line -> text.append("    ").append(line).append('\n'));
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        all.forEach(Process::destroyForcibly);
        alive.keySet().forEach(this::awaitEnd);
    }

    private File newLog(String role) {
        return log(role, count(role) + 1).toFile();
    }

    private int count(String role) {
        int count = 0;
        while (Files.exists(log(role, count + 1))) {
            count++;
        }
        return count;
    }

    private Path log(String role, int number) {
        return folder.resolve(role + "-" + number + ".log");
    }
}
