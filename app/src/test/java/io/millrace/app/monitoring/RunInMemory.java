package io.millrace.app.monitoring;

import io.millrace.app.run.LocalRun;
import io.millrace.app.run.ProgressLine;
import io.millrace.app.run.RunFile;
import io.millrace.app.run.RunFolder;
import io.millrace.runtime.memory.MemoryBus;
import io.millrace.runtime.metrics.MetricsSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A run in this process, on a bus in memory, that can be stopped. */
final class RunInMemory implements AutoCloseable {

    private final LocalRun run;
    private final CompletableFuture<?> learning;

    private RunInMemory(LocalRun run) {
        this.run = run;
        ProgressLine silent = new ProgressLine(new PrintWriter(Writer.nullWriter()), 1, false);
        this.learning = CompletableFuture.supplyAsync(() -> run.learn(silent, System.nanoTime(), "memory"));
    }

    /** Starts the run of these settings; its meters are shown on the port. */
    static RunInMemory start(Path folder, String name, String settings, int port) throws IOException {
        Path yaml = Files.writeString(folder.resolve(name + ".yaml"), settings);
        RunFile file = RunFile.read(yaml, Map.of(), List.of("run=" + name));
        RunFolder runFolder = new RunFolder(folder.resolve("runs"), name);
        runFolder.claim(file.settings());
        MemoryBus bus = new MemoryBus(8 << 20);
        return new RunInMemory(new LocalRun(file, runFolder, 1, () -> bus, MetricsSettings.loopback(port)));
    }

    @Override
    public void close() {
        run.stop();
        learning.handle((summary, failure) -> null).join();
    }
}
