package io.millrace.actor;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.millrace.messages.ActionBatch;
import io.millrace.messages.ObservationBatch;
import io.millrace.policy.Policy;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.space.ActionSpace;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.schemas.Tensors;
import io.millrace.weights.RunPolicy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

class ActorWorkerTest {

    private static final ActionSpace BOX = new ActionSpace.Box(List.of(-1.0, 0.0), List.of(1.0, 5.0));

    private final RunOfRequests run = RunOfRequests.ofChoices();

    @Test
    void everyLaneThatWaitsIsAnswered() {
        ActorWorker actor = begun();
        askAllLanes();

        actor.runOnce();

        assertThat(run.answers()).extracting(ActionBatch::getLane).containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void oneNetworkCallAnswersAllLanesThatWait() {
        ActorWorker actor = begun();
        askAllLanes();

        actor.runOnce();

        assertThat(run.counted("millrace.actor.batches")).isEqualTo(1);
    }

    @Test
    void theLatencyOfWeightsIsFromTheirPublicationToTheirUse() {
        ActorWorker actor = begun();
        run.publish(1);
        run.pass(Duration.ofSeconds(4));

        actor.runOnce();

        assertThat(run.meters.get("millrace.actor.weights.latency").timer().max(TimeUnit.SECONDS))
                .isEqualTo(4);
    }

    @Test
    void weightsFromBeforeAnActorWasThereHaveNoLatency() {
        run.publish(0);
        run.pass(Duration.ofSeconds(4));

        run.actor("late").runOnce();

        assertThat(run.meters.get("millrace.actor.weights.version").gauge().value())
                .isZero();
        assertThat(run.meters.get("millrace.actor.weights.latency").timer().count())
                .isZero();
    }

    @Test
    void answersStandInTheirLanesPartition() {
        ActorWorker actor = begun();
        askAllLanes();

        actor.runOnce();

        assertThat(run.answerEvents())
                .extracting(event -> event.partition() + "/" + event.key())
                .containsExactlyInAnyOrder("0/0", "1/1", "2/2");
    }

    @Test
    void aRequestInAnotherPartitionIsAnsweredInItsLanesOwn() {
        ActorWorker actor = begun();
        run.bus
                .sink(run.topics.observations(), Delivery.PROMPT)
                .send(2, "1", RunOfRequests.request(1, 0, 0).build());

        actor.runOnce();

        assertThat(run.answerEvents()).extracting(event -> event.partition()).containsExactly(1);
    }

    @Test
    void anAnswerSaysWhatItAnswersAndWhoGivesIt() {
        ActorWorker actor = begun();
        run.ask(1, 40, 0);

        actor.runOnce();

        ActionBatch answer = run.answers().get(0);
        assertThat(List.of(
                        answer.getLane(),
                        answer.getTick(),
                        answer.getWeightsVersion(),
                        answer.getOwner(),
                        answer.getEnvironments(),
                        answer.getActor()))
                .isEqualTo(List.of(1, 40L, 0L, "owner of lane 1", 2, "one"));
    }

    @Test
    void theActionsAreThoseOfThePolicyForLaneAndTick() {
        assertThat(Tensors.ints(answered(run).getActions()))
                .containsExactly((int) drawn(run).actions()[0], (int) drawn(run).actions()[1]);
    }

    @Test
    void theLogProbabilitiesAreThoseOfThePolicy() {
        assertThat(Tensors.floats(answered(run).getLogProbabilities()))
                .isEqualTo(Arrays.copyOf(drawn(run).logProbabilities(), 2));
    }

    @Test
    void theEntropyIsThatOfThePolicy() {
        Policy policy = forwarded(run);
        double entropy = policy.draw(new CounterRandom(RunOfRequests.SEED), 2, 7, 0, 2, null);

        assertThat(answered(run).getEntropy()).isEqualTo((float) entropy);
    }

    @Test
    void choicesHaveNoSampledActions() {
        assertThat(answered(run).getSampled()).isNull();
    }

    @Test
    void numbersInABoxTravelAsFloats() {
        RunOfRequests boxes = new RunOfRequests(BOX, "squashed-gaussian");

        assertThat(Tensors.floats(answered(boxes).getActions()))
                .isEqualTo(Arrays.copyOf(drawn(boxes).actions(), 4));
    }

    @Test
    void numbersInABoxTravelWithWhatWasSampled() {
        RunOfRequests boxes = new RunOfRequests(BOX, "squashed-gaussian");

        assertThat(Tensors.floats(Objects.requireNonNull(answered(boxes).getSampled())))
                .isEqualTo(Arrays.copyOf(drawn(boxes).sampled(), 4));
    }

    @Test
    void sharesTravelAsFloats() {
        RunOfRequests shares = new RunOfRequests(new ActionSpace.Simplex(3), "logistic-normal");

        assertThat(Tensors.floats(answered(shares).getActions()))
                .isEqualTo(Arrays.copyOf(drawn(shares).actions(), 6));
    }

    @Test
    void sharesTravelWithWhatWasSampled() {
        RunOfRequests shares = new RunOfRequests(new ActionSpace.Simplex(3), "logistic-normal");

        assertThat(Tensors.floats(Objects.requireNonNull(answered(shares).getSampled())))
                .isEqualTo(Arrays.copyOf(drawn(shares).sampled(), 6));
    }

    @Test
    void switchesTravelAsFloats() {
        RunOfRequests switches = new RunOfRequests(new ActionSpace.MultiBinary(5), "bernoulli");

        assertThat(Tensors.floats(answered(switches).getActions()))
                .isEqualTo(Arrays.copyOf(drawn(switches).actions(), 10))
                .contains(0)
                .contains(1);
    }

    @Test
    void switchesHaveNoSampledActions() {
        RunOfRequests switches = new RunOfRequests(new ActionSpace.MultiBinary(5), "bernoulli");

        assertThat(answered(switches).getSampled()).isNull();
    }

    @Test
    void anAnswerIsTheSameInWhicheverBatchItRides() {
        ActorWorker actor = begun();
        run.ask(2, 7, 0);
        actor.runOnce();
        ActionBatch alone = run.answers().get(0);

        run.ask(0, 3, 0);
        run.ask(1, 5, 0);
        run.ask(2, 7, 0);
        actor.runOnce();

        assertThat(run.answers()).contains(alone);
    }

    @Test
    void anAnswerIsTheSameWhicheverActorGivesIt() {
        ActorWorker one = begun();
        run.ask(2, 7, 0);
        one.runOnce();
        ActionBatch byOne = run.answers().get(0);
        one.close();
        ActorWorker other = run.actor("other");

        run.ask(2, 7, 0);
        other.runOnce();

        assertThat(ActionBatch.newBuilder(run.answers().get(0)).setActor("one").build())
                .isEqualTo(byOne);
    }

    @Test
    void anActorThatStartsBeforeAnyWeightsWaits() {
        ActorWorker actor = run.actor("one");
        run.ask(0, 0, 0);

        assertThat(actor.runOnce()).isZero();
    }

    @Test
    void whatWaitedForTheFirstWeightsIsAnsweredWhenTheyCome() {
        ActorWorker actor = run.actor("one");
        run.ask(0, 0, 0);
        actor.runOnce();

        run.publish(0);
        actor.runOnce();

        assertThat(run.answers()).extracting(ActionBatch::getWeightsVersion).containsExactly(0L);
    }

    @Test
    void aRequestForAnyWeightsAtAllWaitsForTheFirst() {
        ActorWorker actor = run.actor("one");
        run.ask(0, 0, -1);

        assertThat(actor.runOnce()).isZero();
    }

    @Test
    void aRequestWaitsForTheWeightsItAsksFor() {
        ActorWorker actor = begun();
        run.ask(0, 0, 1);

        assertThat(actor.runOnce()).isZero();
    }

    @Test
    void aRequestIsAnsweredByTheWeightsItWaitedFor() {
        ActorWorker actor = begun();
        run.ask(0, 0, 1);
        actor.runOnce();

        run.publish(1);
        actor.runOnce();

        assertThat(run.answers()).extracting(ActionBatch::getWeightsVersion).containsExactly(1L);
    }

    @Test
    void aLaneThatWaitsForWeightsDoesNotHoldUpAnother() {
        ActorWorker actor = begun();
        run.ask(0, 0, 1);
        run.ask(1, 0, 0);

        actor.runOnce();

        assertThat(run.answers()).extracting(ActionBatch::getLane).containsExactly(1);
    }

    @Test
    void theNewestWeightsActAlsoWhereOlderOnesWouldDo() {
        ActorWorker actor = begun();
        run.publish(1);
        run.ask(0, 0, 0);

        actor.runOnce();

        assertThat(run.answers()).extracting(ActionBatch::getWeightsVersion).containsExactly(1L);
    }

    @Test
    void newWeightsActOtherwise() {
        ActorWorker actor = begun();
        run.ask(0, 0, 0);
        actor.runOnce();
        ByteBuffer before = run.answers().get(0).getLogProbabilities();

        run.publish(1);
        run.ask(0, 0, 0);
        actor.runOnce();

        assertThat(run.answers().get(0).getLogProbabilities()).isNotEqualTo(before);
    }

    @Test
    void afterWeightsThatAreNotNumbersThoseBeforeActUnderTheirOwnVersion() {
        ActorWorker actor = begun();
        float[] diverged = run.parameters(1);
        diverged[0] = Float.NaN;
        run.publish(1, diverged);
        run.ask(0, 0, 0);

        actor.runOnce();

        assertThat(run.answers()).extracting(ActionBatch::getWeightsVersion).containsExactly(0L);
    }

    @Test
    void weightsThatAreNotNumbersFromTheBeginningAreWaitedOut() {
        ActorWorker actor = run.actor("one");
        float[] diverged = run.parameters(0);
        diverged[0] = Float.NaN;
        run.publish(0, diverged);
        run.ask(0, 0, 0);

        assertThat(actor.runOnce()).isZero();
    }

    @Test
    void ofABacklogOnlyTheNewestTickOfALaneIsAnswered() {
        ActorWorker actor = begun();
        run.ask(0, 4, 0);
        run.ask(0, 5, 0);
        run.ask(0, 6, 0);

        actor.runOnce();

        assertThat(run.answers()).extracting(ActionBatch::getTick).containsExactly(6L);
    }

    @Test
    void anOlderTickThatArrivesLaterDoesNotReplaceANewerOne() {
        ActorWorker actor = begun();
        run.ask(0, 6, 0);
        run.ask(0, 5, 0);

        actor.runOnce();

        assertThat(run.answers()).extracting(ActionBatch::getTick).containsExactly(6L);
    }

    @Test
    void ofTheSameTickTheLaterRequestIsAnswered() {
        ActorWorker actor = begun();
        run.ask(0, 6, 1);
        run.ask(0, 6, 0);

        assertThat(actor.runOnce()).isEqualTo(1);
    }

    @Test
    void requestsThatANewerOneReplacedAreCounted() {
        ActorWorker actor = begun();
        run.ask(0, 4, 0);
        run.ask(0, 5, 0);
        run.ask(0, 6, 0);

        actor.runOnce();

        assertThat(run.counted("millrace.actor.dropped", "reason", "superseded"))
                .isEqualTo(2);
    }

    /**
     * A batch of lane 1 and what is said about it.
     *
     * @param defect what is wrong with it
     * @param reason how the reason begins
     */
    record Refused(String defect, ObservationBatch.Builder batch, String reason) {

        @Override
        public String toString() {
            return defect;
        }
    }

    static Stream<Refused> refused() {
        float[] notANumber = RunOfRequests.observations(1, 0);
        notANumber[3] = Float.NaN;
        return Stream.of(
                new Refused(
                        "a lane beyond the last",
                        RunOfRequests.request(3, 0, 0),
                        "The batch of lane 3 is for none of this run's 3 lanes"),
                new Refused(
                        "a lane below zero",
                        RunOfRequests.request(-1, 0, 0),
                        "The batch of lane -1 is for none of this run's 3 lanes"),
                new Refused(
                        "another number of environments",
                        RunOfRequests.request(1, 0, 0)
                                .setEnvironments(1)
                                .setObservations(Tensors.ofFloats(new float[2])),
                        "The batch of lane 1 tells of 1 environments, but a lane of this run has 2."),
                new Refused(
                        "so many environments that their bytes cannot be counted",
                        RunOfRequests.request(1, 0, 0).setEnvironments(1 << 30),
                        "The batch of lane 1 tells of 1073741824 environments"),
                new Refused(
                        "an observation too few",
                        RunOfRequests.request(1, 0, 0).setObservations(Tensors.ofFloats(new float[2])),
                        "The batch of lane 1 holds 8 bytes of observations, but 2 observations of 2 numbers take 16."),
                new Refused(
                        "an observation that is not a number",
                        RunOfRequests.request(1, 0, 0).setObservations(Tensors.ofFloats(notANumber)),
                        "The batch of lane 1 holds NaN as number 3 of its observations"),
                new Refused(
                        "a flag too few",
                        RunOfRequests.request(1, 0, 0).setActionMask(mask(1, 1, 1, 1, 1)),
                        "The batch of lane 1 holds a mask of 5 flags instead of 6."),
                new Refused(
                        "a mask that allows nothing",
                        RunOfRequests.request(1, 0, 0).setActionMask(mask(1, 1, 1, 0, 0, 0)),
                        "The mask allows none of 3 actions"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aBatchThatCannotBeAnsweredIsKeptWithTheReason(Refused refused) {
        ActorWorker actor = begun();
        run.ask(refused.batch());

        actor.runOnce();

        assertThat(run.reasons()).singleElement().asString().startsWith(refused.reason());
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aBatchThatCannotBeAnsweredIsCounted(Refused refused) {
        ActorWorker actor = begun();
        run.ask(refused.batch());

        actor.runOnce();

        assertThat(run.counted("millrace.actor.dropped", "reason", "unusable")).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void theOthersInABatchAreAnsweredAsIfItWereNotThere(Refused refused) {
        ActorWorker actor = begun();
        run.ask(0, 3, 0);
        run.ask(2, 7, 0);
        actor.runOnce();
        List<ActionBatch> without = run.answers();

        run.ask(0, 3, 0);
        run.ask(refused.batch());
        run.ask(2, 7, 0);
        actor.runOnce();

        assertThat(run.answers()).containsExactlyInAnyOrderElementsOf(without);
    }

    @Test
    void aMaskForActionsThatAreNoChoicesIsKeptWithTheReason() {
        RunOfRequests boxes = new RunOfRequests(BOX, "beta");
        boxes.publish(0);
        ActorWorker actor = boxes.actor("one");
        boxes.ask(RunOfRequests.request(1, 0, 0).setActionMask(mask(1, 1, 1, 1)));

        actor.runOnce();

        assertThat(boxes.reasons())
                .singleElement()
                .asString()
                .startsWith("The batch of lane 1 holds an action mask, but");
    }

    @Test
    void bytesThatAreNoRequestAreKept() {
        ActorWorker actor = begun();
        run.bus.sendBytes(run.topics.observations(), 0, "0", new byte[] {1, 2, 3});

        actor.runOnce();

        assertThat(run.reasons()).hasSize(1);
    }

    @Test
    void aForbiddenActionIsNeverChosen() {
        ActorWorker actor = begun();
        run.ask(RunOfRequests.request(1, 0, 0).setActionMask(mask(0, 0, 1, 0, 1, 0)));

        actor.runOnce();

        assertThat(Tensors.ints(run.answers().get(0).getActions())).containsExactly(2, 1);
    }

    @Test
    void anActorForWhichNoPartitionIsLeftSaysSoOnce() {
        for (int actor = 0; actor < run.topics.partitions(); actor++) {
            run.actor("actor " + actor);
        }
        ActorWorker spare = run.actor("spare");

        List<String> said = logged(() -> {
            for (int round = 0; round < 3; round++) {
                run.pass(Duration.ofSeconds(11));
                spare.runOnce();
            }
        });

        assertThat(said).containsExactly("no partition is left for this actor: it idles until another one stops");
    }

    @Test
    void anActorWithPartitionsDoesNotCallItselfIdle() {
        ActorWorker actor = begun();

        List<String> said = logged(() -> {
            run.pass(Duration.ofSeconds(11));
            actor.runOnce();
        });

        assertThat(said).isEmpty();
    }

    private ActorWorker begun() {
        run.publish(0);
        return run.actor("one");
    }

    private void askAllLanes() {
        for (int lane = 0; lane < 3; lane++) {
            run.ask(lane, 0, 0);
        }
    }

    /** The answer to lane 2's tick 7. */
    private static ActionBatch answered(RunOfRequests run) {
        run.publish(0);
        ActorWorker actor = run.actor("one");
        run.ask(2, 7, 0);
        actor.runOnce();
        return run.answers().get(0);
    }

    /** The policy after it looked at lane 2's tick 7 and drew. */
    private static Policy drawn(RunOfRequests run) {
        Policy policy = forwarded(run);
        policy.draw(new CounterRandom(RunOfRequests.SEED), 2, 7, 0, 2, null);
        return policy;
    }

    private static Policy forwarded(RunOfRequests run) {
        Policy policy = RunPolicy.policy(run.run);
        policy.load(run.parameters(0));
        policy.forward(RunOfRequests.observations(2, 7), 2);
        return policy;
    }

    private static ByteBuffer mask(int... flags) {
        byte[] bytes = new byte[flags.length];
        for (int i = 0; i < flags.length; i++) {
            bytes[i] = (byte) flags[i];
        }
        return ByteBuffer.wrap(bytes);
    }

    private static List<String> logged(Runnable what) {
        Logger logger = (Logger) LoggerFactory.getLogger(ActorWorker.class);
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        logger.addAppender(appender);
        try {
            what.run();
        } finally {
            logger.detachAppender(appender);
        }
        return appender.list.stream().map(ILoggingEvent::getMessage).toList();
    }
}
