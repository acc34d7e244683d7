package io.millrace.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.messages.Intervention;
import io.millrace.messages.InterventionKind;
import io.millrace.messages.Update;
import java.time.Instant;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InterventionsTest {

    private static final NavigableSet<Long> KEPT = new TreeSet<>(List.of(0L, 10L, 20L, 30L));

    private final Interventions interventions = new Interventions(10);
    private long version;

    @Test
    void whatWasGivenUpIsNotTheNewest() {
        learn(35);
        goBack("ada", 10);

        assertThat(interventions.newestNotGivenUp(KEPT, 36)).isEqualTo(10);
    }

    @Test
    void aLearnerGoesBackToTheNewestAtFirst() {
        learn(35);

        assertThat(interventions.ownTarget(KEPT, 35)).isEqualTo(30);
    }

    @Test
    void aLearnerThatDivergesAgainGoesFurtherBackEachTime() {
        learn(35);
        goBack("learner", 30);
        learn(2);
        goBack("learner", 20);

        assertThat(interventions.ownTarget(KEPT, version)).isEqualTo(10);
        assertThat(interventions.ownInARow()).isEqualTo(2);
    }

    @Test
    void withNothingOlderALearnerTriesTheSameAgain() {
        learn(5);
        goBack("learner", 0);

        assertThat(interventions.ownTarget(KEPT, version)).isZero();
    }

    @Test
    void aCheckpointEndsARow() {
        learn(35);
        goBack("learner", 30);
        learn(4);

        assertThat(version).isEqualTo(40);
        assertThat(interventions.ownInARow()).isZero();
    }

    @Test
    void whatAPersonAskedForIsNoneOfTheLearnersRow() {
        learn(35);
        goBack("ada", 30);

        assertThat(interventions.ownInARow()).isZero();
    }

    @Test
    void aPauseLastsUntilSomethingIsLearned() {
        learn(3);
        enter(new Intervention(InterventionKind.PAUSE, "ada", "why", version, version, 1.0));
        assertThat(interventions.pausedLast()).isTrue();

        learn(1);

        assertThat(interventions.pausedLast()).isFalse();
        assertThat(interventions.lastVersion()).isEqualTo(4);
    }

    private void learn(int updates) {
        for (int i = 0; i < updates; i++) {
            enter(null);
        }
    }

    private void goBack(String by, long to) {
        enter(new Intervention(InterventionKind.ROLLBACK, by, "why", version, to, 0.5));
    }

    private void enter(@Nullable Intervention intervention) {
        version++;
        interventions.add(Update.newBuilder()
                .setPolicy("main")
                .setVersion(version)
                .setSettingsHash("")
                .setEngine("")
                .setRandomState(0)
                .setConsumed(List.of())
                .setDropped(List.of())
                .setSteps(0)
                .setPolicyLoss(0)
                .setValueLoss(0)
                .setEntropy(0)
                .setApproximateKl(0)
                .setClipFraction(0)
                .setExplainedVariance(0)
                .setGradientNorm(0)
                .setPolicyLag(0)
                .setWeightsSha256("")
                .setUpdatedAt(Instant.EPOCH)
                .setIntervention(intervention)
                .build());
    }
}
