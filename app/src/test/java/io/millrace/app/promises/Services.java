package io.millrace.app.promises;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Services as processes of their own on this machine, each with a log in a folder. */
public final class Services implements AutoCloseable {

    private final Path folder;
    private final String broker;
    private final List<Process> started = new ArrayList<>();

    /** @param broker address that every service is given */
    public Services(Path folder, String broker) {
        this.folder = folder;
        this.broker = broker;
    }

    /** Starts {@code millrace} with these words, and the broker's address behind them. */
    public Process start(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "io.millrace.app.MillraceMain"));
        command.addAll(List.of(words));
        command.addAll(List.of("--bootstrap-servers", broker));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log(words[0], started.size()).toFile())
                .start();
        started.add(process);
        return process;
    }

    /** Kills a process as {@code kill -9} does, and waits until it is gone. */
    static void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("Process " + process.pid() + " does not die");
        }
    }

    /** What the services wrote, for the message of a failed test. */
    public String logs() throws IOException {
        StringBuilder all = new StringBuilder();
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList()) {
                all.append(file.getFileName()).append(System.lineSeparator()).append(Files.readString(file));
            }
        }
        return all.toString();
    }

    @Override
    public void close() {
        started.forEach(Process::destroyForcibly);
    }

    private Path log(String service, int number) {
        return folder.resolve(number + "-" + service + ".log");
    }
}
