package io.millrace.datasets.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Hyparquet under node, in a folder of its own; datasets/src/test/interop has the script and the versions. */
final class OtherReader {

    private final Path folder;

    /** Installs it. */
    OtherReader(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        Path scripts = Path.of(System.getProperty("basedir", "."), "src", "test", "interop");
        for (String name : List.of("package.json", "package-lock.json", "rows.mjs")) {
            Files.copy(scripts.resolve(name), folder.resolve(name));
        }
        run("npm", "ci", "--prefer-offline", "--no-audit", "--no-fund");
    }

    /** Reads files, and gives where it wrote what they hold in the plain form. */
    Path read(List<Path> files, List<List<String>> columns) throws IOException, InterruptedException {
        Path job = folder.resolve("job.json");
        Path output = folder.resolve("output");
        new ObjectMapper()
                .writeValue(
                        job.toFile(),
                        Map.of("files", files.stream().map(Path::toString).toList(), "columns", columns));
        run("node", "rows.mjs", job.toString(), output.toString());
        return output;
    }

    private void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
