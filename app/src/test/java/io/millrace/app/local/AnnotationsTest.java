package io.millrace.app.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.Millrace;
import io.millrace.app.run.LocalRun;
import io.millrace.app.run.ProgressLine;
import io.millrace.app.run.RunFile;
import io.millrace.app.run.RunFolder;
import io.millrace.messages.Annotation;
import io.millrace.messages.AnnotationKind;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.memory.MemoryBus;
import io.millrace.runtime.metrics.MetricsSettings;
import io.millrace.schemas.Topics;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run's charts are told when it is started, finished and started again with more actors. */
class AnnotationsTest {

    private static final MemoryBus BUS = new MemoryBus(1 << 20);

    @TempDir
    private static Path folder;

    private static List<Annotation> told = List.of();

    @BeforeAll
    static void startTwice() {
        Path file = Millrace.tinyFile(folder);
        RunFolder runFolder = new RunFolder(folder, "tiny");
        RunFile settings = RunFile.read(file, Map.of(), List.of());
        runFolder.claim(settings.settings());
        for (int actors = 1; actors <= 2; actors++) {
            LocalRun run = new LocalRun(settings, runFolder, actors, () -> BUS, MetricsSettings.loopback(0));
            ProgressLine silent = new ProgressLine(new PrintWriter(Writer.nullWriter()), 1, false);
            assertThat(run.learn(silent, System.nanoTime(), "memory")).isPresent();
        }
        Topics topics = new Topics("tiny", 1);
        try (EventSource<Annotation> source =
                BUS.reader(topics.annotations(), Start.BEGINNING, (topic, partition, offset, key, value, reason) -> {
                    throw new AssertionError(reason);
                })) {
            told = source.poll(Duration.ZERO).stream().map(Event::value).toList();
        }
    }

    @Test
    void eachServiceAnnouncesEachStartOnce() {
        assertThat(told)
                .extracting(Annotation::getService)
                .containsExactlyInAnyOrder("env", "actor", "learner", "env", "actor", "learner");
        assertThat(told).extracting(Annotation::getKind).containsOnly(AnnotationKind.START);
    }

    @Test
    void theServicesOfALocalRunAreInstancesOfTheirProcess() {
        assertThat(told)
                .extracting(Annotation::getInstance)
                .containsOnly("local-" + ProcessHandle.current().pid());
    }

    @Test
    void theLearnerSaysWhichWeightsItBeginsWith() {
        assertThat(of("learner")).extracting(Annotation::getVersion).containsExactly(0L, 4L);
    }

    @Test
    void theLearnerSaysWhatItLearnsWith() {
        assertThat(of("learner")).allSatisfy(start -> assertThat(start.getDetails())
                .hasEntrySatisfying("engine", engine -> assertThat(engine).startsWith("kernel"))
                .containsEntry("processors", String.valueOf(Runtime.getRuntime().availableProcessors())));
    }

    @Test
    void whatWasSetOtherwiseDiffersBetweenTheTwoStarts() {
        assertThat(of("actor"))
                .extracting(start -> start.getDetails().get("actors"))
                .containsExactly("1", "2");
    }

    @Test
    void theServicesThatWereSetAlikeSayTheSameTwice() {
        List<Annotation> starts = of("env");

        assertThat(starts.get(1).getDetails()).isEqualTo(starts.get(0).getDetails());
    }

    private static List<Annotation> of(String service) {
        return told.stream().filter(start -> start.getService().equals(service)).toList();
    }
}
