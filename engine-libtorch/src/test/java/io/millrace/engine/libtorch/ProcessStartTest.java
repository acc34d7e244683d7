package io.millrace.engine.libtorch;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.EngineException;
import io.millrace.learner.engine.Engines;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;

class ProcessStartTest {

    @Test
    void withoutNativesTheEngineSaysWhatToDo() throws IOException {
        String output = run(classPathWithout("-" + Loader.Detector.getPlatform()));

        assertThat(output)
                .contains("libtorch cannot start on " + Loader.Detector.getPlatform())
                .contains("UnsatisfiedLinkError")
                .contains("set engine to kernel");
    }

    @Test
    void onTheCpuTheDescriptionSaysVersionDeviceAndThreadsAndNothingElseIsWritten() throws IOException {
        String output = run(classPathWithout("logback"), "-Dmillrace.libtorch.device=cpu");

        assertThat(output).matches("libtorch [0-9.]+ on CPU, 1 thread");
    }

    @Test
    void theNumberOfThreadsIsASetting() throws IOException {
        String output =
                run(classPathWithout("logback"), "-Dmillrace.libtorch.device=cpu", "-Dmillrace.libtorch.threads=2");

        assertThat(output).endsWith("2 threads");
    }

    @Test
    void anUnknownDeviceIsRefusedWhenTheEngineStarts() throws IOException {
        String output = run(classPathWithout("logback"), "-Dmillrace.libtorch.device=tpu");

        assertThat(output).startsWith("millrace.libtorch.device is \"tpu\"");
    }

    @Test
    void aBuildForGpusThatCannotStartSaysWhatHasToBeInstalled() {
        // That its natives are on the class path cannot be had without 463 MB of them.
        assertThat(TorchRuntime.cannotStart(new UnsatisfiedLinkError("libcupti.so.13"), true))
                .contains("libcupti.so.13")
                .contains("CUDA 13.1, cuDNN 9, NCCL 2 and CUPTI")
                .contains("build without -Dgpu");
    }

    private static String classPathWithout(String part) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).getFileName().toString().contains(part))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Standard output of a new JVM, because this one has already loaded what it found. */
    private static String run(String classPath, String... options) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", classPath, Creation.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Creates an engine and writes what it is, or why there is none. */
    static final class Creation {

        private Creation() {}

        public static void main(String[] arguments) {
            NetworkShape shape = new NetworkShape(4, List.of(8), Activation.TANH, 2, 0);
            try (Engine engine = Engines.named("libtorch", shape)) {
                engine.load(new float[shape.parameterCount()]);
                System.out.print(engine.description());
            } catch (EngineException e) {
                System.out.print(e.getMessage());
            }
        }
    }
}
