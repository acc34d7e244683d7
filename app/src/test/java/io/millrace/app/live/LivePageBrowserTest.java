package io.millrace.app.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.Millrace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The live page of a real {@code millrace local}, seen by Chromium; monitoring/browser/live.mjs says what is looked at.
 * Where chromium, node or npm is missing, this fails: docs/live.md says what to install.
 */
@Tag("browser")
@Isolated
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LivePageBrowserTest {

    /** Learns slowly and for longer than anybody looks. */
    private static final String RUN = """
            run: cart-pole
            environment: {name: cart-pole}
            algorithm: {name: ppo, learning-rate: 1e-4, discount: 0.98, lambda: 0.8, epochs: 4, minibatch: 256}
            lanes: {count: 4, environments: 8, unroll: 64}
            learner: {steps: 1000000000, engine: kernel}
            """;

    private static final Path SCRIPTS = Millrace.repository().resolve("monitoring/browser");

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : started) {
            kill(process);
        }
    }

    @Test
    void thePageShowsARealRunAndSurvivesItsRestart() throws Exception {
        install();
        int port = freePort();
        Process service = startService(port);
        Process browser = startBrowser(port);

        List<String> said = new ArrayList<>();
        try (BufferedReader lines = browser.inputReader(UTF_8);
                Writer answers = browser.outputWriter(UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
                if (line.equals("stop")) {
                    kill(service);
                }
                if (line.equals("start")) {
                    service = startService(port);
                    answers.write("again\n");
                    answers.flush();
                }
            }
        }

        assertThat(browser.waitFor())
                .as(() -> String.join(System.lineSeparator(), said) + serviceLog())
                .isZero();
        assertThat(said).last().isEqualTo("everything holds");
    }

    private static void install() throws IOException, InterruptedException {
        Process npm = new ProcessBuilder("npm", "ci", "--prefer-offline", "--no-audit", "--no-fund")
                .directory(SCRIPTS.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(npm.getInputStream().readAllBytes(), UTF_8);
        assertThat(npm.waitFor()).as(said).isZero();
    }

    /** Starts the service, and waits until it has said where its page is. */
    private Process startService(int port) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("cart-pole.yaml"), RUN);
        Path log = folder.resolve("service-" + started.size() + ".log");
        Process service = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.millrace.app.MillraceMain",
                        "local",
                        file.toString(),
                        "--data",
                        folder.resolve("runs").toString(),
                        "--live-port",
                        String.valueOf(port))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        started.add(service);
        while (service.isAlive() && !Files.readString(log).contains("Live page on")) {
            Thread.sleep(20);
        }
        assertThat(Files.readString(log)).contains("Live page on http://127.0.0.1:" + port + "/");
        return service;
    }

    private Process startBrowser(int port) throws IOException {
        List<String> command = new ArrayList<>(List.of("node", "live.mjs", "http://127.0.0.1:" + port + "/"));
        if (Boolean.getBoolean("screenshot")) {
            command.add(Millrace.repository().resolve("docs/images/live.png").toString());
        }
        Process browser = new ProcessBuilder(command)
                .directory(SCRIPTS.toFile())
                .redirectErrorStream(true)
                .start();
        started.add(browser);
        return browser;
    }

    private String serviceLog() {
        StringBuilder all = new StringBuilder();
        try (var files = Files.list(folder)) {
            for (Path log :
                    files.filter(file -> file.toString().endsWith(".log")).toList()) {
                all.append(System.lineSeparator()).append(Files.readString(log));
            }
        } catch (IOException unreadable) {
            all.append(unreadable);
        }
        return all.toString();
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        var unused = process.waitFor(30, TimeUnit.SECONDS);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
