package io.millrace.monitoring.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.messages.CommandKind;
import io.millrace.messages.Update;
import io.millrace.monitoring.guard.GuardSettings.Act;
import io.millrace.monitoring.guard.GuardSettings.Mode;
import io.millrace.monitoring.statistics.StatisticName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found of windows, ledger and progress, and what follows from it. */
class RunGuardTest {

    private static final int WARM_UP = 1;
    private static final int SUSTAINED = 2;
    private static final int MOST_ROLLBACKS = 2;

    /** Of a rise from 0 to 100 in windows 0 to 4: windows 3 and 4 are good, window 2 is neither good nor fallen. */
    private static final double[] RISE = {0, 40, 80, 95, 100};

    private final RunGuard guard = guard(Mode.ACT);
    private int next;
    private long version;

    private static RunGuard guard(Mode mode) {
        return guard(mode, Act.ROLLBACK, 0);
    }

    private static RunGuard guard(Mode mode, Act act, int entropyWindows) {
        GuardSettings settings = new GuardSettings(
                mode,
                act,
                10,
                WARM_UP,
                0.4,
                SUSTAINED,
                0.1,
                0.1,
                entropyWindows,
                MOST_ROLLBACKS,
                Duration.ofSeconds(30));
        return new RunGuard("wheat", settings, 1);
    }

    /** Windows that follow the ones before, with the ten updates of each; and what shows that they are over. */
    private void play(RunGuard guard, double... means) {
        for (double mean : means) {
            learn(guard, Told.UPDATES);
            guard.take(Told.window(next++, version, 100, mean));
        }
        close(guard);
    }

    private void learn(RunGuard guard, int updates) {
        for (int i = 0; i < updates; i++) {
            guard.take(Told.update(++version));
        }
    }

    /** Two windows without episodes follow. */
    private void close(RunGuard guard) {
        for (int i = 0; i < 2; i++) {
            guard.take(Told.statistics(next++, null, 0, Map.of()));
        }
    }

    private Instant now() {
        return Told.at(version);
    }

    private List<String> found(RunGuard guard) {
        return guard.findings(now()).stream().map(Finding::rule).toList();
    }

    private Decision decided(RunGuard guard) {
        return guard.decide(now()).orElseThrow();
    }

    @Test
    void aReturnThatRisesIsNoFinding() {
        play(guard, RISE);

        assertThat(found(guard)).isEmpty();
    }

    @Test
    void aReturnThatFallsAndStaysThereIsAFinding() {
        play(guard, RISE);
        play(guard, 20, 10);

        assertThat(guard.findings(now()))
                .singleElement()
                .isEqualTo(new Finding(
                        "wheat",
                        RuleName.RETURN_FALL,
                        "The mean return of a window is 10.00, and was best with 100.0: for 2 windows in succession it lies"
                                + " further below than 40.00, which is 0.4 of the spread of 100.0.",
                        70,
                        Told.START.plus(Told.WINDOW.multipliedBy(7))));
    }

    @Test
    void oneWindowBelowIsNotSustained() {
        play(guard, RISE);
        play(guard, 20);

        assertThat(found(guard)).isEmpty();
    }

    @Test
    void windowsBelowThatDoNotFollowOneAnotherAreNotSustained() {
        play(guard, RISE);
        play(guard, 20, 90, 20, 90, 20);

        assertThat(found(guard)).isEmpty();
    }

    @Test
    void aWindowThatMayStillGrowSaysNothing() {
        play(guard, RISE);
        guard.take(Told.window(next++, 60, 100, 10));
        guard.take(Told.window(next++, 70, 100, 10));
        guard.take(Told.window(next++, 80, 100, 10));

        assertThat(found(guard)).isEmpty();
    }

    @Test
    void aWindowThatGrewCountsOnceAndWhole() {
        play(guard, RISE);
        for (int i = 0; i < 3; i++) {
            guard.take(Told.window(next, 60, 100, 10));
        }
        guard.take(Told.window(next++, 60, 100, 95));
        close(guard);

        assertThat(found(guard)).isEmpty();
    }

    @Test
    void whatComesLaterForAWindowThatCountedIsPassedOver() {
        play(guard, RISE);
        play(guard, 20);
        guard.take(Told.window(next - 3, 60, 100, 10));
        close(guard);

        assertThat(found(guard)).isEmpty();
    }

    @Test
    void windowsOfOneVersionSayNothingOfTheRun() {
        play(guard, RISE);
        for (int i = 0; i < 9; i++) {
            guard.take(Told.statistics(
                    next++,
                    50L,
                    100,
                    Map.of(StatisticName.RETURN + "mean", 0.0, StatisticName.RETURN + "deviation", 1.0)));
        }

        assertThat(found(guard)).isEmpty();
    }

    @Test
    void aClockThatJumpedAheadOnceHidesNoFall() {
        play(guard, RISE);
        guard.take(Told.window(1_000_000, 50, 100, 100));
        play(guard, 20, 10);

        assertThat(found(guard)).containsExactly(RuleName.RETURN_FALL);
    }

    @Test
    void noiseWithinTheMarginIsNoFall() {
        play(guard, RISE);
        play(guard, 65, 70, 62, 90, 61);

        assertThat(found(guard)).isEmpty();
    }

    @ParameterizedTest(name = "{0} x return + {1}")
    @CsvSource({"1, 0", "1, -1000", "0.001, 0", "1000, -1e6"})
    void neitherUnitNorZeroOfTheReturnMatters(double unit, double zero) {
        for (double mean : new double[] {0, 40, 80, 95, 100, 65, 62, 20, 10}) {
            learn(guard, Told.UPDATES);
            guard.take(Told.window(next++, version, 100, unit * mean + zero, unit * 5, 0.5));
        }
        close(guard);

        assertThat(decided(guard).toVersion()).isEqualTo(40);
    }

    @Test
    void aFallThatFewEpisodesCouldShowByChanceIsNone() {
        play(guard, RISE);
        for (int i = 0; i < 4; i++) {
            // 40 is the margin, and two standard errors of ten such episodes are 38.
            guard.take(Told.window(next++, 60, 10, 30, 60, 0.5));
        }
        close(guard);

        assertThat(found(guard)).isEmpty();
    }

    @Test
    void windowsOfTooFewEpisodesDoNotCount() {
        play(guard, RISE);
        for (int i = 0; i < 4; i++) {
            guard.take(Told.window(next++, 60, 9, 0));
        }
        close(guard);

        assertThat(found(guard)).isEmpty();
    }

    @Test
    void theFirstWindowsAreTooEarlyToBeTheBest() {
        play(guard, 100, 20, 10, 10);

        assertThat(found(guard)).isEmpty();
    }

    @Test
    void aRunThatBeganAtItsBestIsMeasuredByTheDeviationOfItsEpisodes() {
        play(guard, 100, 100, 98.5, 98.5);
        List<String> within = found(guard);
        play(guard, 95, 95);

        assertThat(within).isEmpty();
        assertThat(found(guard)).containsExactly(RuleName.RETURN_FALL);
    }

    @Test
    void aFindingKeepsItsWordsUntilItIsOver() {
        play(guard, RISE);
        play(guard, 20, 10);
        List<Finding> first = guard.findings(now());
        play(guard, 5);
        List<Finding> later = guard.findings(now());
        play(guard, 90);

        assertThat(later).isEqualTo(first);
        assertThat(found(guard)).isEmpty();
    }

    @Test
    void itGoesBackToTheVersionWithWhichTheLastGoodWindowBegan() {
        play(guard, RISE);
        play(guard, 92, 70, 20, 10);

        Decision decision = decided(guard);

        assertThat(decision.kind()).isEqualTo(CommandKind.ROLLBACK);
        assertThat(decision.rule()).isEqualTo(RuleName.RETURN_FALL);
        assertThat(decision.policy()).isEqualTo("main");
        assertThat(decision.reason()).contains("10.00", "100.0");
        assertThat(decision.knownVersion()).isEqualTo(90);
        assertThat(decision.toVersion()).isEqualTo(50);
    }

    @Test
    void whereItIsOffItFindsAndDecidesNothing() {
        RunGuard off = guard(Mode.OFF);
        play(off, RISE);
        play(off, 20, 10);

        assertThat(found(off)).containsExactly(RuleName.RETURN_FALL);
        assertThat(off.decide(now())).isEmpty();
    }

    @Test
    void whatItAskedForItDoesNotAskForAgain() {
        fall();
        guard.asked(version);

        assertThat(guard.decide(now())).isEmpty();
    }

    @Test
    void whereNothingCameOfItItAsksAgainOnNewWindowsAlone() {
        fall();
        guard.asked(version);
        play(guard, 10);
        Optional<Decision> afterOne = guard.decide(now());
        // The first window after the request began with what was asked about.
        play(guard, 10, 10);

        assertThat(afterOne).isEmpty();
        assertThat(decided(guard).knownVersion()).isEqualTo(version);
    }

    @Test
    void requestsThatComeToNothingEndInAPauseAndThenInSilence() {
        play(guard, RISE);
        List<CommandKind> kinds = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            play(guard, 10);
            guard.decide(now()).ifPresent(decision -> {
                kinds.add(decision.kind());
                guard.asked(decision.knownVersion());
            });
        }

        assertThat(kinds)
                .containsExactly(
                        CommandKind.ROLLBACK,
                        CommandKind.ROLLBACK,
                        CommandKind.ROLLBACK,
                        CommandKind.PAUSE,
                        CommandKind.PAUSE,
                        CommandKind.PAUSE);
    }

    @Test
    void afterARollbackTheFindingIsOver() {
        fall();
        intervene(Told.rollback(++version, 40, RunGuard.NAME));

        assertThat(found(guard)).isEmpty();
    }

    @Test
    void afterARollbackWindowsThatBeganBeforeItDoNotCount() {
        fall();
        intervene(Told.rollback(++version, 40, RunGuard.NAME));
        for (int i = 0; i < 3; i++) {
            guard.take(Told.window(next++, version, 100, 10));
        }
        close(guard);

        assertThat(found(guard)).isEmpty();
    }

    @Test
    void afterARollbackTheBestStaysTheMeasure() {
        fall();
        intervene(Told.rollback(++version, 40, RunGuard.NAME));
        play(guard, 10, 10);

        assertThat(decided(guard).toVersion()).isEqualTo(40);
    }

    @Test
    void aRollbackOfSomebodyElseBeginsAnewAsWell() {
        fall();
        intervene(Told.rollback(++version, 40, "ada"));

        assertThat(guard.decide(now())).isEmpty();
    }

    @Test
    void afterMostRollbacksItPauses() {
        play(guard, RISE);
        for (int i = 0; i < MOST_ROLLBACKS; i++) {
            play(guard, 10, 10);
            intervene(Told.rollback(++version, 40, RunGuard.NAME));
        }
        play(guard, 10, 10);

        Decision decision = decided(guard);

        assertThat(decision.kind()).isEqualTo(CommandKind.PAUSE);
        assertThat(decision.toVersion()).isNull();
        assertThat(decision.reason()).contains("went back 2 times", "guard.most-rollbacks");
    }

    @Test
    void rollbacksOfOthersAreNotAmongThem() {
        play(guard, RISE);
        for (int i = 0; i < MOST_ROLLBACKS; i++) {
            play(guard, 10, 10);
            intervene(Told.rollback(++version, 40, "ada"));
        }
        play(guard, 10, 10);

        assertThat(decided(guard).kind()).isEqualTo(CommandKind.ROLLBACK);
    }

    @Test
    void whereItIsToPauseItPauses() {
        RunGuard pausing = guard(Mode.ACT, Act.PAUSE, 0);
        play(pausing, RISE);
        play(pausing, 10, 10);

        assertThat(decided(pausing).kind()).isEqualTo(CommandKind.PAUSE);
    }

    @Test
    void aPausedRunIsLeftInPeace() {
        fall();
        guard.take(Told.progress(version, false, true, null));

        assertThat(guard.decide(now())).isEmpty();
    }

    @Test
    void aFinishedRunIsLeftInPeace() {
        fall();
        guard.take(Told.progress(version, true, false, null));

        assertThat(guard.decide(now())).isEmpty();
    }

    @Test
    void aDryRunDecidesOnceForEachFall() {
        RunGuard dry = guard(Mode.DRY_RUN);
        play(dry, RISE);
        play(dry, 10, 10);
        dry.asked(decided(dry).knownVersion());
        play(dry, 10, 10, 10);
        Optional<Decision> still = dry.decide(now());
        play(dry, 90, 10, 10);

        assertThat(still).isEmpty();
        assertThat(decided(dry).kind()).isEqualTo(CommandKind.ROLLBACK);
    }

    @Test
    void toldFromTheBeginningAgainItComesToTheSame() {
        fall();
        Decision asked = decided(guard);
        RunGuard again = guard(Mode.ACT);
        for (long entry = 1; entry <= version; entry++) {
            again.take(Told.update(entry));
        }
        again.asked(asked.knownVersion());
        retell(again);

        assertThat(again.findings(now())).isEqualTo(guard.findings(now()));
        assertThat(again.decide(now())).isEmpty();
    }

    @Test
    void toldFromTheBeginningAgainAfterARollbackItAsksForNothing() {
        RunGuard again = guard(Mode.ACT);
        for (long entry = 1; entry <= 70; entry++) {
            again.take(Told.update(entry));
        }
        again.take(Told.rollback(71, 40, RunGuard.NAME));
        again.asked(70);
        version = 71;
        retell(again);

        assertThat(found(again)).isEmpty();
        assertThat(again.decide(now())).isEmpty();
    }

    /** The windows of {@link #fall}. */
    private static void retell(RunGuard guard) {
        double[] means = {0, 40, 80, 95, 100, 20, 10};
        for (int i = 0; i < means.length; i++) {
            guard.take(Told.window(i, means[i]));
        }
        guard.take(Told.statistics(7, null, 0, Map.of()));
        guard.take(Told.statistics(8, null, 0, Map.of()));
    }

    @Test
    void anEntropyBelowTheFloorForLongIsACollapse() {
        RunGuard strict = guard(Mode.ACT, Act.ROLLBACK, 2);
        for (double entropy : new double[] {0.6, 0.5, 0.4, 0.05, 0.01}) {
            learn(strict, Told.UPDATES);
            strict.take(Told.entropy(next++, entropy));
        }
        close(strict);

        assertThat(found(strict)).containsExactly(RuleName.ENTROPY_COLLAPSE);
        assertThat(decided(strict).toVersion()).isEqualTo(20);
    }

    @Test
    void anEntropyThatWasNeverAboveTheFloorLeavesNothingToGoBackTo() {
        RunGuard strict = guard(Mode.ACT, Act.ROLLBACK, 2);
        learn(strict, 1);
        strict.take(Told.window(next++, 10, 0, 0, 0, 0.01));
        strict.take(Told.window(next++, 20, 0, 0, 0, 0.01));
        close(strict);

        assertThat(decided(strict).kind()).isEqualTo(CommandKind.PAUSE);
        assertThat(decided(strict).reason()).contains("No version is known to be good.");
    }

    @Test
    void entropyIsNotJudgedUnlessTheSettingsSaySo() {
        for (int i = 0; i < 5; i++) {
            guard.take(Told.entropy(next++, -10));
        }
        close(guard);

        assertThat(found(guard)).isEmpty();
    }

    @Test
    void aLedgerNumberThatIsNotFiniteIsActedOnAtOnce() {
        play(guard, RISE);
        Update broken = Told.update(++version);
        broken.setValueLoss(Double.NaN);
        guard.take(broken);

        assertThat(guard.findings(now()))
                .singleElement()
                .extracting(Finding::rule, Finding::text)
                .containsExactly(RuleName.NOT_FINITE, "The value loss of update 51 is NaN.");
        assertThat(decided(guard).toVersion()).isEqualTo(40);
    }

    @Test
    void finiteNumbersAgainEndThatFinding() {
        Update broken = Told.update(++version);
        broken.setGradientNorm(Double.POSITIVE_INFINITY);
        guard.take(broken);
        guard.findings(now());
        learn(guard, 1);

        assertThat(found(guard)).isEmpty();
    }

    @Test
    void aLearnerThatGaveUpOverANumberFailedAndWasNotFinite() {
        learn(guard, 1);
        guard.take(Told.progress(1, false, false, "In minibatch 3 the loss is NaN."));

        assertThat(found(guard)).containsExactly(RuleName.NOT_FINITE, RuleName.FAILED);
        assertThat(guard.decide(now())).isEmpty();
    }

    @Test
    void aLearnerThatGaveUpForAnotherReasonFailed() {
        learn(guard, 1);
        guard.take(Told.progress(1, false, false, "No unroll for 600 s."));

        assertThat(guard.findings(now()))
                .singleElement()
                .extracting(Finding::rule, Finding::text)
                .containsExactly(RuleName.FAILED, "No unroll for 600 s.");
    }

    @Test
    void aLearnerThatIsBackHasNotFailed() {
        guard.take(Told.progress(1, false, false, "No unroll for 600 s."));
        guard.findings(now());
        guard.take(Told.progress(1, false, false, null));

        assertThat(found(guard)).isEmpty();
    }

    @Test
    void noUpdateForLongIsNoProgress() {
        learn(guard, 5);

        assertThat(guard.findings(now().plusSeconds(30))).isEmpty();
        assertThat(guard.findings(now().plusSeconds(31)))
                .singleElement()
                .isEqualTo(new Finding(
                        "wheat",
                        RuleName.NO_PROGRESS,
                        "No update since 2026-03-01T12:00:05Z, for more than 30.0 s. Usual is one every 1.0 s.",
                        5,
                        Told.at(35)));
    }

    @Test
    void whereUpdatesAreSlowLongIsTenTimesAsLongAsUsual() {
        for (int i = 1; i <= 5; i++) {
            Update slow = Told.update(++version);
            slow.setUpdatedAt(Told.START.plusSeconds(60L * i));
            guard.take(slow);
        }

        assertThat(guard.findings(Told.START.plusSeconds(300 + 600))).isEmpty();
        assertThat(guard.findings(Told.START.plusSeconds(300 + 601))).hasSize(1);
    }

    @Test
    void beforeTheFirstUpdateNothingStandsStill() {
        guard.take(Told.progress(0, false, false, null));

        assertThat(guard.findings(now().plusSeconds(3600))).isEmpty();
    }

    @Test
    void aPauseIsNoStandstill() {
        learn(guard, 5);
        intervene(Told.pause(++version));
        guard.take(Told.progress(version, false, true, null));
        List<Finding> during = guard.findings(now().plusSeconds(3600));
        guard.take(Told.progress(version + 3600, false, false, null));

        assertThat(during).isEmpty();
        assertThat(guard.findings(now().plusSeconds(3601))).isEmpty();
    }

    @Test
    void aRunAtItsEndDoesNotStandStill() {
        learn(guard, 5);
        guard.take(Told.progress(version, true, false, null));

        assertThat(guard.findings(now().plusSeconds(3600))).isEmpty();
    }

    @Test
    void muchThatIsTooOldIsALag() {
        for (int i = 0; i < 32; i++) {
            guard.take(Told.dropping(++version, 1));
        }

        assertThat(guard.findings(now()))
                .singleElement()
                .extracting(Finding::rule, Finding::text)
                .containsExactly(
                        RuleName.LAG,
                        "32 of the last 96 unrolls were older than max-policy-lag (1) allows and were dropped: actors act"
                                + " with old weights.");
    }

    @Test
    void aLittleThatIsTooOldIsNone() {
        for (int i = 0; i < 64; i++) {
            guard.take(Told.dropping(++version, i % 4 == 0 ? 1 : 0));
        }

        assertThat(found(guard)).isEmpty();
    }

    private void fall() {
        play(guard, 0, 40, 80, 95, 100, 20, 10);
    }

    private void intervene(Update entry) {
        guard.take(entry);
    }
}
