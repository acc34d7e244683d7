package io.millrace.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learner.TestRun.Learns;
import io.millrace.messages.InitialWeights;
import io.millrace.messages.Update;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.weights.PublishedWeights;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Beginning with the weights of another run on the same bus. */
class InitialWeightsTest {

    private final Path folder;

    InitialWeightsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @EnumSource(names = {"FROM_EACH_STEP_ONCE", "FROM_NORMALISED_STEPS"})
    void versionZeroIsTheLastOfTheOtherRunToTheBit(Learns learns) {
        TestRun first = finished(TestRun.withLag(learns, 0));

        TestRun second = after(first, first.weights());
        second.learner(folder.resolve("second")).runOnce();

        assertThat(second.weights().version()).isZero();
        assertThat(second.weights().sha256()).isEqualTo(first.weights().sha256());
    }

    @Test
    void fromThereItLearnsOn() {
        TestRun first = finished(TestRun.withLag(0));
        TestRun second = after(first, first.weights());

        second.finish(second.learner(folder.resolve("second")));

        assertThat(second.ledger())
                .extracting(Update::getWeightsSha256)
                .hasSize(6)
                .doesNotContain(first.weights().sha256())
                .doesNotHaveDuplicates();
    }

    @Test
    void onceBegunItNeedsTheOtherRunNoMore() {
        TestRun first = finished(TestRun.withLag(0));
        TestRun second = after(first, first.weights());
        second.learner(folder.resolve("second")).runOnce();
        InitialWeightsSource gone = wanted -> {
            throw new AssertionError("asked for " + wanted);
        };

        List<?> workers = LearnerService.workers(second.context(second.bus), folder.resolve("second"), gone);

        assertThat(workers).hasSize(2);
    }

    @Test
    void weightsThatAreNotThereAnyMoreAreRefused() {
        TestRun first = finished(TestRun.withLag(0));
        PublishedWeights last = first.weights();

        TestRun second = after(first, new PublishedWeights(last.version(), last.parameters(), "0".repeat(64)));

        assertThatThrownBy(() -> second.learner(folder.resolve("second")))
                .isInstanceOf(UserMistake.class)
                .hasMessageContaining("weights 6 of run \"test\"")
                .hasMessageContaining(last.sha256());
    }

    private TestRun finished(TestRun run) {
        run.finish(run.learner(folder.resolve("first")));
        return run;
    }

    private static TestRun after(TestRun first, PublishedWeights weights) {
        return first.with(run -> run.setRun("second")
                .setInitialWeights(new InitialWeights("test", weights.version(), weights.sha256())));
    }
}
