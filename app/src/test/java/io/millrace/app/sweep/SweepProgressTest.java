package io.millrace.app.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** What a sweep says while it works. */
class SweepProgressTest {

    private final SweepProgress progress = new SweepProgress(new PrintWriter(new StringWriter()), 4, 2, false);

    @Test
    void beforeTheFirstTrialItKnowsNoTime() {
        assertThat(progress.line(0, 10, 3))
                .isEqualTo("4 of 14 trials done, 2 running, 8 to come | time left not known yet");
    }

    @Test
    void laterItSaysHowLongAndWhatIsBest() {
        progress.best("algorithm.clip=0.2", 9.5);

        assertThat(progress.line(6, 10, 180))
                .isEqualTo("10 of 14 trials done, 2 running, 2 to come | about 2:00 min left | best so far 9.5000"
                        + " (algorithm.clip=0.2)");
    }

    @Test
    void theLastTrialRunsAlone() {
        assertThat(progress.line(9, 10, 90)).contains("1 running, 0 to come");
    }
}
