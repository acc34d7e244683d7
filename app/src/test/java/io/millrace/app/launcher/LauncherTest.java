package io.millrace.app.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.Millrace;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * With which options the launch script at the repository's root builds, and when. It lies in a folder of its own
 * here, with a Maven that notes what it was asked for, and a Java that says its version. Needs a POSIX shell.
 */
@Timeout(120)
class LauncherTest {

    private static final String MAVEN = """
            #!/bin/sh
            if [ "$1" = --version ]; then echo 'Apache Maven 3.9.9'; exit 0; fi
            printf '%s\\n' "$*" >>asked
            mkdir -p app/target/millrace/lib
            rm -f app/target/millrace/built
            : >app/target/millrace/lib/app.jar
            """;

    private static final String JAVA = """
            #!/bin/sh
            case $* in
            *-XshowSettings*) echo '    java.version = 17.0.1' ;;
            *) echo "started $*" ;;
            esac
            """;

    @TempDir
    private Path folder;

    private Path home;

    @BeforeEach
    void layOut() throws IOException {
        home = Files.createDirectories(folder.resolve("home"));
        Files.copy(Millrace.repository().resolve("millrace"), home.resolve("millrace"));
        Files.writeString(home.resolve("pom.xml"), "");
        program("mvn", MAVEN);
        program("java", JAVA);
        program("javac", JAVA);
    }

    @Test
    void theFirstBuildIsThePlainOneUnlessAskedOtherwise() throws Exception {
        start(Map.of());

        assertThat(builds()).containsExactly("-B -ntp -q -Dquick -DskipTests -pl app -am package");
    }

    @Test
    void aBuildTakesTheOptionsThatAreAskedFor() throws Exception {
        start(Map.of("MILLRACE_BUILD", "-P !dl4j -Dkernel"));

        assertThat(builds()).containsExactly("-B -ntp -q -Dquick -DskipTests -P !dl4j -Dkernel -pl app -am package");
    }

    @Test
    void theSameOptionsAgainBuildNothing() throws Exception {
        start(Map.of("MILLRACE_BUILD", "-Dlibtorch -Dgpu"));

        start(Map.of("MILLRACE_BUILD", "-Dlibtorch -Dgpu"));

        assertThat(builds()).hasSize(1);
    }

    @Test
    void otherOptionsBuildAgain() throws Exception {
        start(Map.of("MILLRACE_BUILD", "-Dlibtorch"));

        start(Map.of("MILLRACE_BUILD", "-Dcuda"));

        assertThat(builds()).hasSize(2).last().asString().contains("-Dcuda").doesNotContain("-Dlibtorch");
    }

    @Test
    void whereNothingIsAskedForWhatWasBuiltStays() throws Exception {
        start(Map.of("MILLRACE_BUILD", "-Dlibtorch"));

        start(Map.of());

        assertThat(builds()).hasSize(1);
    }

    @Test
    void aNewerSourceIsBuiltWithTheOptionsOfTheBuildBefore() throws Exception {
        start(Map.of("MILLRACE_BUILD", "-Dlibtorch"));
        Files.setLastModifiedTime(
                home.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(60)));

        start(Map.of());

        assertThat(builds()).hasSize(2).last().asString().contains("-Dlibtorch");
    }

    @Test
    void aBuildByHandStaysWhereNothingIsAskedFor() throws Exception {
        buildByHand();

        start(Map.of());

        assertThat(builds()).containsExactly("by hand");
    }

    @Test
    void aBuildByHandIsNotTakenForOneWithTheOptionsThatTheScriptBuiltWithBefore() throws Exception {
        start(Map.of("MILLRACE_BUILD", "-Dlibtorch"));
        buildByHand();

        start(Map.of("MILLRACE_BUILD", "-Dlibtorch"));

        assertThat(builds()).hasSize(3).last().asString().contains("-Dlibtorch");
    }

    @Test
    void withoutSourcesWhatIsThereIsStarted() throws Exception {
        start(Map.of());
        Files.delete(home.resolve("pom.xml"));

        String said = start(Map.of("MILLRACE_BUILD", "-Dlibtorch"));

        assertThat(said).contains("started ", "io.millrace.app.MillraceMain runs");
    }

    /** Runs {@code millrace runs} to its end with these variables; gives what it said. */
    private String start(Map<String, String> variables) throws IOException, InterruptedException {
        return run(variables, "sh", home.resolve("millrace").toString(), "runs");
    }

    private void buildByHand() throws IOException, InterruptedException {
        run(Map.of(), folder.resolve("jdk/bin/mvn").toString(), "by hand");
    }

    /** What Maven was asked for, a line for each build. */
    private List<String> builds() throws IOException {
        return Files.readAllLines(home.resolve("asked"));
    }

    private String run(Map<String, String> variables, String... command) throws IOException, InterruptedException {
        Path said = folder.resolve("said");
        ProcessBuilder process = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        Map<String, String> environment = process.environment();
        environment.keySet().removeIf(name -> name.startsWith("MILLRACE_"));
        environment.putAll(variables);
        environment.put("JAVA_HOME", folder.resolve("jdk").toString());
        environment.put("PATH", folder.resolve("jdk/bin") + File.pathSeparator + environment.get("PATH"));
        int code = process.start().waitFor();
        String words = Files.readString(said);
        assertThat(code).as("%s", words).isZero();
        return words;
    }

    private void program(String name, String script) throws IOException {
        Path file = Files.createDirectories(folder.resolve("jdk/bin")).resolve(name);
        Files.writeString(file, script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
