package io.millrace.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.core.instrument.Timer;
import io.millrace.messages.ObservationBatch;
import io.millrace.messages.Unroll;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.event.EventSource;
import io.millrace.schemas.Tensors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvWorkerTest {

    private static final Duration A_BIT = Duration.ofMillis(1);

    @Test
    void nothingIsAskedBeforeTheLearnerSaidHowFarItIs() {
        RunOfWalks run = new RunOfWalks(1, 1, 0);

        RunOfWalks.askFirst(run.worker());

        assertThat(run.requests()).isEmpty();
    }

    @Test
    void everyLaneAsksOnce() {
        RunOfWalks run = new RunOfWalks(3, 2, 0);

        run.begun().runOnce();

        assertThat(run.requests()).extracting(event -> event.value().getLane()).containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void anAnswerLeadsToTheRequestOfTheNextTick() {
        RunOfWalks run = new RunOfWalks(1, 1, 0);
        EnvWorker worker = run.begun();

        run.answerAll(worker);

        assertThat(ticks(run)).containsExactly(1L);
    }

    @Test
    void theRoundTripIsFromTheFirstRequestToTheAnswerThatIsUsed() {
        RunOfWalks run = new RunOfWalks(1, 1, 0);
        EnvWorker worker = run.begun();
        Duration twice = RunOfWalks.ASK_AGAIN.plus(A_BIT);
        run.pass(twice);
        worker.runOnce();
        run.pass(twice);
        worker.runOnce();
        assertThat(run.counted("millrace.env.asked.again")).isEqualTo(2);

        run.answer(0, 0, 0, 1);
        run.answer(0, 0, 0, 1);
        worker.runOnce();

        assertThat(run.meters.get("millrace.env.round.trip").timer())
                .returns(1L, Timer::count)
                .returns(2.0 * twice.toMillis(), timer -> timer.totalTime(TimeUnit.MILLISECONDS));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aLaneRecordsAsManyUnrollsAheadOfTheLearnerAsItsLagAllows(int lag) {
        RunOfWalks run = new RunOfWalks(1, 1, lag);

        answerTicks(run, run.begun(), 10);

        assertThat(numbers(run)).hasSize(lag + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aLaneThatHoldsBackGoesOnWhenTheLearnerDoes(int lag) {
        RunOfWalks run = new RunOfWalks(1, 1, lag);
        EnvWorker worker = run.begun();
        answerTicks(run, worker, 10);

        run.progress(1, 1);
        answerTicks(run, worker, 10);

        assertThat(numbers(run)).hasSize(lag + 2);
    }

    @Test
    void aLaneHoldsBackForItsOwnUnrollsOnly() {
        RunOfWalks run = new RunOfWalks(2, 1, 0);
        EnvWorker worker = run.worker();
        run.progress(0, 0, 1);

        RunOfWalks.askFirst(worker);
        answerTicks(run, worker, 10);

        // Lane 1 is one behind what the learner has seen of it, and so records two.
        assertThat(run.transitions.poll(Duration.ZERO))
                .extracting(event -> event.value().getLane())
                .containsExactlyInAnyOrder(0, 1, 1);
    }

    @Test
    void inLockStepTheLearnersVersionIsAskedFor() {
        RunOfWalks run = new RunOfWalks(1, 1, 0);
        EnvWorker worker = run.worker();
        run.progress(4, 0);

        RunOfWalks.askFirst(worker);

        assertThat(leastVersions(run)).containsExactly(4L);
    }

    @Test
    void aLaneAheadOfTheLearnerAsksForWeightsThatAreNotTooOldOnceItIsLearnedFrom() {
        RunOfWalks run = new RunOfWalks(1, 1, 2);
        EnvWorker worker = run.worker();
        run.progress(5, 0);
        RunOfWalks.askFirst(worker);
        List<Long> asked = new ArrayList<>();

        for (int tick = 0; tick < 6; tick++) {
            List<Event<ObservationBatch>> requests = run.requests();
            requests.forEach(request -> asked.add(request.value().getLeastVersion()));
            run.answer(0, tick, 5, 1);
            worker.runOnce();
            worker.runOnce();
        }

        assertThat(asked).containsExactly(3L, 3L, 4L, 4L, 5L, 5L);
    }

    @Test
    void aLaneWithoutAnswerWaitsBeforeItAsksAgain() {
        RunOfWalks run = new RunOfWalks(1, 3, 0);
        EnvWorker worker = run.begun();

        run.pass(RunOfWalks.ASK_AGAIN);
        worker.runOnce();

        assertThat(run.requests()).hasSize(1);
    }

    @Test
    void eachTryGoesToTheNextPartition() {
        RunOfWalks run = new RunOfWalks(2, 2, 0);
        EnvWorker worker = run.begun();
        List<Integer> partitions = new ArrayList<>(partitionsOfLane(1, run));

        for (int again = 0; again < 2; again++) {
            run.pass(RunOfWalks.ASK_AGAIN.plus(A_BIT));
            worker.runOnce();
            partitions.addAll(partitionsOfLane(1, run));
        }

        assertThat(partitions).containsExactly(1, 0, 1);
    }

    @Test
    void askingAgainRepeatsTheRequest() {
        RunOfWalks run = new RunOfWalks(1, 1, 0);
        EnvWorker worker = run.begun();
        ObservationBatch first = run.requests().get(0).value();

        run.pass(RunOfWalks.ASK_AGAIN.plus(A_BIT));
        worker.runOnce();

        assertThat(run.requests().get(0).value()).isEqualTo(first);
    }

    @Test
    void askingAgainIsCounted() {
        RunOfWalks run = new RunOfWalks(1, 1, 0);
        EnvWorker worker = run.begun();

        run.pass(RunOfWalks.ASK_AGAIN.plus(A_BIT));
        worker.runOnce();

        assertThat(run.counted("millrace.env.asked.again")).isEqualTo(1);
    }

    @Test
    void theNextTickBeginsAtTheLanesOwnPartitionAgain() {
        RunOfWalks run = new RunOfWalks(1, 3, 0);
        EnvWorker worker = run.begun();
        run.pass(RunOfWalks.ASK_AGAIN.plus(A_BIT));
        worker.runOnce();
        run.requests();

        run.answer(0, 0, 0, 1);
        worker.runOnce();
        worker.runOnce();

        assertThat(run.requests()).extracting(Event::partition).containsExactly(0);
    }

    @Test
    void theFirstAnswerToATickCounts() {
        RunOfWalks run = new RunOfWalks(1, 1, 0);
        EnvWorker worker = run.begun();

        run.answer(0, 0, 0, 1);
        run.answer(0, 0, 0, 2);
        worker.runOnce();
        worker.runOnce();
        run.answer(0, 1, 0, 0);
        worker.runOnce();

        assertThat(Tensors.ints(unrolls(run).get(0).getActions())).containsExactly(1, 0);
    }

    @Test
    void aSecondAnswerToATickIsDroppedAndCounted() {
        RunOfWalks run = new RunOfWalks(1, 1, 0);
        EnvWorker worker = run.begun();

        run.answer(0, 0, 0, 1);
        run.answer(0, 0, 0, 2);
        worker.runOnce();

        assertThat(dropped(run, "repeated")).isEqualTo(1);
    }

    @Test
    void anAnswerThatComesAfterTheNextTickWasAskedIsDroppedAndCounted() {
        RunOfWalks run = new RunOfWalks(1, 1, 0);
        EnvWorker worker = run.begun();
        run.answerAll(worker);

        run.answer(0, 0, 0, 2);
        worker.runOnce();

        assertThat(dropped(run, "repeated")).isEqualTo(1);
    }

    @Test
    void anAnswerThatWasNotAskedForIsNotUsed() {
        RunOfWalks run = new RunOfWalks(1, 1, 0);
        EnvWorker worker = run.begun();
        answerTicks(run, worker, 2);

        // The lane holds back for the learner and has asked nothing at tick 2.
        run.answer(0, 2, 0, 1);

        assertThat(worker.runOnce()).isZero();
    }

    @Test
    void anAnswerToTheRequestOfAnOwnerBeforeIsDroppedAndCounted() {
        RunOfWalks run = new RunOfWalks(1, 1, 0);
        EnvWorker worker = run.begun();

        run.answer(Answers.choices(0, 0, 0, 1).setOwner("env-before").build());
        worker.runOnce();

        assertThat(dropped(run, "not-owned")).isEqualTo(1);
    }

    @Test
    void anAnswerToALaneThatIsNotOwnedIsDroppedAndCounted() {
        RunOfWalks run = new RunOfWalks(1, 1, 0);
        EnvWorker worker = run.begun();

        run.answer(7, 0, 0, 1);
        worker.runOnce();

        assertThat(dropped(run, "not-owned")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 5})
    void inLockStepAnAnswerByAnyOtherWeightsIsDroppedAndCounted(long version) {
        RunOfWalks run = new RunOfWalks(1, 1, 0);
        EnvWorker worker = run.worker();
        run.progress(4, 0);
        RunOfWalks.askFirst(worker);

        run.answer(0, 0, version, 1);
        worker.runOnce();

        assertThat(dropped(run, "other-weights")).isEqualTo(1);
    }

    @Test
    void withALagAnAnswerByOlderWeightsThanAskedForIsDroppedAndCounted() {
        RunOfWalks run = new RunOfWalks(1, 1, 1);
        EnvWorker worker = run.worker();
        run.progress(4, 0);
        RunOfWalks.askFirst(worker);

        run.answer(0, 0, 2, 1);
        worker.runOnce();

        assertThat(dropped(run, "other-weights")).isEqualTo(1);
    }

    @Test
    void withALagAnAnswerByNewerWeightsIsUsed() {
        RunOfWalks run = new RunOfWalks(1, 1, 1);
        EnvWorker worker = run.worker();
        run.progress(4, 0);
        RunOfWalks.askFirst(worker);

        run.answer(0, 0, 9, 1);

        assertThat(worker.runOnce()).isEqualTo(1);
    }

    @Test
    void anAnswerThatCannotBeUsedIsKeptWithTheReason() {
        RunOfWalks run = new RunOfWalks(1, 1, 0);
        EnvWorker worker = run.begun();

        run.answer(0, 0, 0, 3);
        worker.runOnce();

        assertThat(run.quarantine.poll(Duration.ZERO))
                .extracting(event -> event.value().getReason())
                .singleElement()
                .asString()
                .startsWith("The answer for environment 0: ");
    }

    @Test
    void anAnswerThatCannotBeUsedIsCounted() {
        RunOfWalks run = new RunOfWalks(1, 1, 0);
        EnvWorker worker = run.begun();

        run.answer(0, 0, 0, 3);
        worker.runOnce();

        assertThat(dropped(run, "unusable")).isEqualTo(1);
    }

    @Test
    void aLaneThatGotAnUnusableAnswerAsksForTheSameTickAgain() {
        RunOfWalks run = new RunOfWalks(1, 1, 0);
        EnvWorker worker = run.begun();
        run.answer(0, 0, 0, 3);
        worker.runOnce();
        run.requests();

        run.pass(RunOfWalks.ASK_AGAIN.plus(A_BIT));
        worker.runOnce();

        assertThat(ticks(run)).containsExactly(0L);
    }

    @Test
    void bytesThatAreNoAnswerAreKept() {
        RunOfWalks run = new RunOfWalks(1, 1, 0);
        EnvWorker worker = run.begun();

        run.bus.sendBytes(run.topics.actions(), 0, "0", new byte[] {1, 2, 3});
        worker.runOnce();

        assertThat(run.quarantine.poll(Duration.ZERO))
                .extracting(event -> event.value().getTopic())
                .containsExactly(run.topics.actions().name());
    }

    @Test
    void eachUnrollIsSentOnceInTheOrderOfItsLane() {
        RunOfWalks run = new RunOfWalks(1, 1, 2);

        answerTicks(run, run.begun(), 10);

        assertThat(numbers(run)).containsExactly(0L, 1L, 2L);
    }

    @Test
    void unrollsStandInTheirLanesPartition() {
        RunOfWalks run = new RunOfWalks(3, 2, 0);

        answerTicks(run, run.begun(), 3);

        assertThat(run.transitions.poll(Duration.ZERO))
                .extracting(event -> event.partition() + "/" + event.key())
                .containsExactlyInAnyOrder("0/0", "1/1", "0/2");
    }

    @Test
    void eachEpisodeIsSentOnceInTheOrderOfItsLane() {
        RunOfWalks run = new RunOfWalks(1, 1, 3);

        // 8 ticks end two episodes of 3 steps.
        answerTicks(run, run.begun(), 8);

        assertThat(run.episodes.poll(Duration.ZERO))
                .extracting(event -> event.value().getEpisode())
                .containsExactly(0L, 1L);
    }

    @Test
    void episodesStandInTheirLanesPartition() {
        RunOfWalks run = new RunOfWalks(3, 2, 3);

        answerTicks(run, run.begun(), 4);

        assertThat(run.episodes.poll(Duration.ZERO))
                .extracting(event -> event.partition() + "/" + event.key())
                .containsExactlyInAnyOrder("0/0", "1/1", "0/2");
    }

    @Test
    void anEpisodeIsSentNoSoonerThanTheUnrollItEndedIn() {
        RunOfWalks run = new RunOfWalks(1, 1, 3);

        // The episode ends at the third tick, its unroll at the fourth.
        answerTicks(run, run.begun(), 3);

        assertThat(run.episodes.poll(Duration.ZERO)).isEmpty();
    }

    @Test
    void twoWorkersShareTheLanes() {
        RunOfWalks run = new RunOfWalks(4, 4, 0);
        EnvWorker one = run.worker();
        EnvWorker other = run.worker();

        one.runOnce();
        other.runOnce();

        assertThat(List.of(one.laneCount(), other.laneCount())).isEqualTo(List.of(2, 2));
    }

    @Test
    void lanesOfAWorkerThatClosedGoOnWithoutAGapOrARepetition() {
        RunOfWalks run = new RunOfWalks(2, 2, 9);
        EnvWorker one = run.worker();
        EnvWorker other = run.worker();
        run.progress(0, 0, 0);
        RunOfWalks.askFirst(one);
        RunOfWalks.askFirst(other);
        // Both lanes are left in the middle of unroll 2.
        for (int tick = 0; tick < 5; tick++) {
            run.answerAll(one);
            other.runOnce();
            other.runOnce();
        }

        one.close();
        other.runOnce();
        other.runOnce();
        answerTicks(run, other, 5);

        assertThat(run.transitions.poll(Duration.ZERO))
                .filteredOn(event -> event.value().getLane() == 0)
                .extracting(event -> event.value().getNumber())
                .containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void noEpisodeOfALaneThatWasTakenOverIsCountedTwice() {
        RunOfWalks run = new RunOfWalks(1, 1, 9);
        EnvWorker one = run.begun();
        // Episode 0 ends at the third tick, in the unroll that is abandoned.
        answerTicks(run, one, 3);
        one.close();
        run.requests();

        EnvWorker other = run.worker();
        RunOfWalks.askFirst(other);
        answerTicks(run, other, 8);

        assertThat(run.episodes.poll(Duration.ZERO))
                .extracting(event -> event.value().getEpisode())
                .doesNotHaveDuplicates();
    }

    @Test
    void aLaneThatIsTakenOverInTheMidstOfAnEpisodeGoesOnInIt() {
        RunOfWalks undisturbed = new RunOfWalks(1, 1, 9);
        answerTicks(undisturbed, undisturbed.begun(), 8);
        RunOfWalks run = new RunOfWalks(1, 1, 9);
        EnvWorker one = run.begun();
        // The first tick of unroll 2 is asked for, and episode 1 is in its second step.
        answerTicks(run, one, 5);
        one.close();
        run.requests();

        EnvWorker other = run.worker();
        RunOfWalks.askFirst(other);
        answerTicks(run, other, 4);

        assertThat(values(run.transitions)).isEqualTo(values(undisturbed.transitions));
        assertThat(values(run.episodes)).isEqualTo(values(undisturbed.episodes));
    }

    @Test
    void anEpisodeThatTheOwnerBeforeHadNoTimeToTellOfIsTold() {
        RunOfWalks run = new RunOfWalks(1, 1, 9);
        EnvWorker.Ports ports = run.ports();
        List<String> untold = new ArrayList<>();
        EnvWorker one = run.worker(new EnvWorker.Ports(
                ports.actions(), ports.progress(), ports.observations(), ports.transitions(), new Unsent<>(untold)));
        run.progress(0, 0);
        RunOfWalks.askFirst(one);
        answerTicks(run, one, 4);
        one.close();
        run.requests();
        assertThat(untold).hasSize(1);

        EnvWorker other = run.worker();
        RunOfWalks.askFirst(other);

        assertThat(values(run.episodes)).extracting(Object::toString).isEqualTo(untold);
    }

    /** Keeps what a process that was killed had not sent yet. */
    private record Unsent<V>(List<String> kept) implements EventSink<V> {

        @Override
        public void send(int partition, String key, V value) {
            kept.add(value.toString());
        }

        @Override
        public void flush() {}
    }

    private static <V> List<V> values(EventSource<V> source) {
        return source.poll(Duration.ZERO).stream().map(Event::value).toList();
    }

    @Test
    void aWorkerThatClosesHasItsRecordsAcknowledgedBeforeOthersTakeItsLanes() {
        RunOfWalks run = new RunOfWalks(1, 1, 0);
        List<String> order = new ArrayList<>();
        EnvWorker.Ports ports = run.ports();

        run.worker(new EnvWorker.Ports(
                        new Noted<>(ports.actions(), "lanes given up", order),
                        ports.progress(),
                        ports.observations(),
                        new NotedSink<>(ports.transitions(), "unrolls acknowledged", order),
                        new NotedSink<>(ports.episodes(), "episodes acknowledged", order)))
                .close();

        assertThat(order).containsExactly("unrolls acknowledged", "episodes acknowledged", "lanes given up");
    }

    @Test
    void aRunGoesOnUntilTheLearnerSaysThatItIsFinished() {
        RunOfWalks run = new RunOfWalks(1, 1, 0);

        assertThat(run.begun().finished()).isFalse();
    }

    @Test
    void aWorkerIsFinishedOnceTheLearnerIs() {
        RunOfWalks run = new RunOfWalks(1, 1, 0);
        EnvWorker worker = run.begun();

        run.finish();
        worker.runOnce();

        assertThat(worker.finished()).isTrue();
    }

    @Test
    void aWorkerEndsWithTheReasonForWhichTheLearnerStopped() {
        RunOfWalks run = new RunOfWalks(1, 1, 0);
        EnvWorker worker = run.begun();

        run.fail("the loss is not finite");

        assertThatExceptionOfType(BusException.class)
                .isThrownBy(worker::runOnce)
                .withMessage("The learner stopped: the loss is not finite");
    }

    @Test
    void aLearnerThatFailedAndWasStartedAgainIsFollowed() {
        RunOfWalks run = new RunOfWalks(1, 1, 0);
        EnvWorker worker = run.worker();
        run.fail("the loss is not finite");
        run.progress(4, 0);

        RunOfWalks.askFirst(worker);

        assertThat(leastVersions(run)).containsExactly(4L);
    }

    @Test
    void progressOfAnotherNumberOfLanesIsKeptWithTheReason() {
        RunOfWalks run = new RunOfWalks(1, 1, 0);
        EnvWorker worker = run.begun();

        run.progress(1, 1, 1, 1);
        worker.runOnce();

        assertThat(run.quarantine.poll(Duration.ZERO))
                .extracting(event -> event.value().getReason())
                .singleElement()
                .asString()
                .startsWith("The progress tells of 3 lanes, but run test has 1.");
    }

    @Test
    void progressOfAnotherNumberOfLanesChangesNothing() {
        RunOfWalks run = new RunOfWalks(1, 1, 0);
        EnvWorker worker = run.begun();
        run.progress(1, 1, 1, 1);

        answerTicks(run, worker, 4);

        assertThat(numbers(run)).containsExactly(0L);
    }

    @Test
    void aWorkerThatGetsNoAnswersGivesUpAndNamesTheActor() {
        RunOfWalks run = new RunOfWalks(1, 1, 0);
        EnvWorker worker = run.begun();

        run.pass(RunOfWalks.PATIENCE.plus(A_BIT));

        assertThatExceptionOfType(BusException.class)
                .isThrownBy(worker::runOnce)
                .withMessage(
                        "Nothing moved for 10 s: lanes wait for actions. Check that an actor of this run is running"
                                + " and reads its observations.");
    }

    @Test
    void aWorkerThatRefusedEveryAnswerGivesUpAndSaysWhyItDid() {
        RunOfWalks run = new RunOfWalks(1, 1, 0);
        EnvWorker worker = run.begun();
        run.answer(0, 0, 0, 3);
        worker.runOnce();

        run.pass(RunOfWalks.PATIENCE.plus(A_BIT));

        assertThatExceptionOfType(BusException.class)
                .isThrownBy(worker::runOnce)
                .withMessageStartingWith("Nothing moved for 10 s: all answers were refused, the last one with this"
                        + " reason: The answer for environment 0: ");
    }

    @Test
    void aWorkerWhoseLearnerIsSilentGivesUpAndNamesTheLearner() {
        RunOfWalks run = new RunOfWalks(1, 1, 0);
        EnvWorker worker = run.worker();
        worker.runOnce();

        run.pass(RunOfWalks.PATIENCE.plus(A_BIT));

        assertThatExceptionOfType(BusException.class)
                .isThrownBy(worker::runOnce)
                .withMessage("Nothing moved for 10 s: lanes wait for the learner. Check that a learner of this run is"
                        + " running.");
    }

    @Test
    void anAnswerRenewsThePatience() {
        RunOfWalks run = new RunOfWalks(1, 1, 0);
        EnvWorker worker = run.begun();
        run.pass(RunOfWalks.PATIENCE);
        run.answerAll(worker);

        run.pass(RunOfWalks.PATIENCE);

        assertThat(worker.runOnce()).isZero();
    }

    @Test
    void lanesWaitForAPausedLearnerAsLongAsItTakes() {
        RunOfWalks run = new RunOfWalks(1, 1, 0);
        EnvWorker worker = run.begun();
        answerTicks(run, worker, 2);
        run.pause(1, 0);
        worker.runOnce();

        run.pass(RunOfWalks.PATIENCE.plus(A_BIT));

        assertThat(worker.runOnce()).isZero();
    }

    @Test
    void inAPausedRunLanesThatWaitForActionsStillLosePatience() {
        RunOfWalks run = new RunOfWalks(1, 1, 0);
        EnvWorker worker = run.begun();
        run.pause(1, 0);
        worker.runOnce();

        run.pass(RunOfWalks.PATIENCE.plus(A_BIT));

        assertThatExceptionOfType(BusException.class)
                .isThrownBy(worker::runOnce)
                .withMessageContaining("lanes wait for actions");
    }

    @Test
    void lanesOfARunThatGoesOnHaveTheirWholePatienceAgain() {
        RunOfWalks run = new RunOfWalks(1, 1, 0);
        EnvWorker worker = run.begun();
        answerTicks(run, worker, 2);
        run.pause(1, 0);
        worker.runOnce();
        run.pass(RunOfWalks.PATIENCE.plus(A_BIT));
        worker.runOnce();
        run.progress(1, 0);
        worker.runOnce();

        run.pass(RunOfWalks.PATIENCE);

        assertThat(worker.runOnce()).isZero();
    }

    @Test
    void aWorkerWithoutLanesWaitsForEver() {
        RunOfWalks run = new RunOfWalks(1, 1, 0);
        run.begun();
        EnvWorker spare = run.worker();

        run.pass(RunOfWalks.PATIENCE.plus(A_BIT));

        assertThat(spare.runOnce()).isZero();
    }

    @Test
    void stepsAreCounted() {
        RunOfWalks run = new RunOfWalks(2, 1, 0);

        answerTicks(run, run.begun(), 1);

        assertThat(run.counted("millrace.env.steps")).isEqualTo(2);
    }

    @Test
    void theMeanReturnMayBeNegative() {
        RunOfWalks run = new RunOfWalks(1, 1, 3);
        EnvWorker worker = run.begun();
        for (int tick = 0; tick < 4; tick++) {
            run.answer(0, tick, 0, 0);
            worker.runOnce();
            worker.runOnce();
        }

        // Three steps of -0.5.
        assertThat(run.meters.get("millrace.env.episode.return.mean").gauge().value())
                .isEqualTo(-1.5);
    }

    @Test
    void theLengthOfEachEpisodeIsRecorded() {
        RunOfWalks run = new RunOfWalks(1, 1, 3);

        answerTicks(run, run.begun(), 8);

        assertThat(run.meters.get("millrace.env.episode.length").summary().totalAmount())
                .isEqualTo(6);
    }

    private static void answerTicks(RunOfWalks run, EnvWorker worker, int ticks) {
        for (int tick = 0; tick < ticks; tick++) {
            run.answerAll(worker);
        }
    }

    private static List<Unroll> unrolls(RunOfWalks run) {
        return run.transitions.poll(Duration.ZERO).stream().map(Event::value).toList();
    }

    private static List<Long> numbers(RunOfWalks run) {
        return unrolls(run).stream().map(Unroll::getNumber).toList();
    }

    private static List<Long> ticks(RunOfWalks run) {
        return run.requests().stream().map(event -> event.value().getTick()).toList();
    }

    private static List<Long> leastVersions(RunOfWalks run) {
        return run.requests().stream()
                .map(event -> event.value().getLeastVersion())
                .toList();
    }

    private static List<Integer> partitionsOfLane(int lane, RunOfWalks run) {
        return run.requests().stream()
                .filter(event -> event.value().getLane() == lane)
                .map(Event::partition)
                .toList();
    }

    private static double dropped(RunOfWalks run, String reason) {
        return run.counted("millrace.env.answers.dropped", "reason", reason);
    }

    /** A source that notes when it is closed. */
    private record Noted<V>(EventSource<V> source, String note, List<String> notes) implements EventSource<V> {

        @Override
        public List<Event<V>> poll(Duration timeout) {
            return source.poll(timeout);
        }

        @Override
        public Set<Integer> partitions() {
            return source.partitions();
        }

        @Override
        public long position(int partition) {
            return source.position(partition);
        }

        @Override
        public void reject(Event<V> event, String reason) {
            source.reject(event, reason);
        }

        @Override
        public void close() {
            notes.add(note);
            source.close();
        }
    }

    /** A sink that notes when it is flushed. */
    private record NotedSink<V>(EventSink<V> sink, String note, List<String> notes) implements EventSink<V> {

        @Override
        public void send(int partition, String key, V value) {
            sink.send(partition, key, value);
        }

        @Override
        public void flush() {
            notes.add(note);
            sink.flush();
        }
    }
}
