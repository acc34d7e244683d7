package io.millrace.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learner.engine.EngineException;
import io.millrace.learner.engine.Engines;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;

class ProcessStartTest {

    @Test
    void withoutNativesTheEngineSaysWhatToDo() throws IOException {
        String output = run(classPathWithout("-" + Loader.Detector.getPlatform() + ".jar"));

        assertThat(output)
                .contains("Deeplearning4j cannot start on " + Loader.Detector.getPlatform())
                .contains("UnsatisfiedLinkError")
                .contains("set engine to kernel");
    }

    @Test
    void withNativesNothingIsWrittenToStandardOutput() throws IOException {
        // Where a log goes is for the application to say.
        assertThat(run(classPathWithout("logback"))).isEqualTo("created\n");
    }

    @Test
    void aBuildForGpusThatFindsNoneSaysWhichCardsItServesAndWhatElseThereIs() {
        // That the backend is on the class path cannot be had without 2.4 GB of it.
        assertThat(NativeRuntime.cannotStart(new UnsatisfiedLinkError("libcuda.so.1"), true))
                .contains("no GPU")
                .contains("libcuda.so.1")
                .contains("Maxwell to Ampere")
                .contains("nvidia-smi")
                .contains("-Dlibtorch -Dgpu")
                .contains("set engine to kernel");
    }

    private static String classPathWithout(String part) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).getFileName().toString().contains(part))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Standard output of a new JVM, because this one has already loaded what it found. */
    private static String run(String classPath) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        classPath,
                        Creation.class.getName()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Creates an engine and writes how that went. */
    static final class Creation {

        private Creation() {}

        public static void main(String[] arguments) {
            NetworkShape shape = new NetworkShape(4, List.of(8), Activation.TANH, 2, 0);
            try {
                Engines.named("dl4j", shape).close();
                System.out.print("created\n");
            } catch (EngineException e) {
                System.out.print(e.getMessage());
            }
        }
    }
}
