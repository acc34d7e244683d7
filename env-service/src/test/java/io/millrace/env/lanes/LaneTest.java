package io.millrace.env.lanes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.millrace.env.Answers;
import io.millrace.env.Walk.Fault;
import io.millrace.env.Walk.Script;
import io.millrace.messages.ActionBatch;
import io.millrace.messages.Episode;
import io.millrace.messages.EpisodeEnd;
import io.millrace.messages.Unroll;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import io.millrace.schemas.Tensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lane 3 with two walks of 3 steps, in unrolls of 4 ticks: an episode ends in the middle of each. */
class LaneTest {

    private static final long SEED = 11;
    private static final int LANE = 3;
    private static final int TICKS = 4;
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    /** Choices of both environments at each tick; environment 0 ends its first episode with a 2. */
    private static final int[][] CHOICES = {{0, 1}, {1, 1}, {2, 0}, {0, 2}};

    @Nested
    class AnUnroll {

        private final Lane lane = lane(Script.ofLength(3), LANE);
        private final Unroll unroll = completed(lane);

        @Test
        void saysWhoseItIs() {
            assertThat(List.of(
                            unroll.getRun(),
                            unroll.getLane(),
                            unroll.getNumber(),
                            unroll.getEnvironment(),
                            unroll.getEnvironmentVersion(),
                            unroll.getSteps(),
                            unroll.getEnvironments(),
                            unroll.getObservationSize(),
                            unroll.getActionSize()))
                    .isEqualTo(List.of("test", LANE, 0L, "walk", "1", TICKS, 2, 2, 1));
        }

        @Test
        void holdsOneObservationMoreThanTicksAndGoesOnWithTheNextEpisode() {
            float a = drawn(0, 0);
            float b = drawn(1, 0);
            float nextA = drawn(0, 1);
            float nextB = drawn(1, 1);

            assertThat(Tensors.floats(unroll.getObservations()))
                    .containsExactly(a, 0, b, 0, a, 1, b, 1, a, 2, b, 2, nextA, 0, nextB, 0, nextA, 1, nextB, 1);
        }

        @Test
        void holdsTheActionsThatWereTaken() {
            assertThat(Tensors.ints(unroll.getActions())).containsExactly(0, 1, 1, 1, 2, 0, 0, 2);
        }

        @Test
        void holdsTheLogProbabilitiesOfTheAnswers() {
            assertThat(Tensors.floats(unroll.getLogProbabilities()))
                    .containsExactly(-0.1f, -0.2f, -1.1f, -1.2f, -2.1f, -2.2f, -3.1f, -3.2f);
        }

        @Test
        void holdsTheRewardOfEachStep() {
            assertThat(Tensors.floats(unroll.getRewards()))
                    .containsExactly(-0.5f, 0.5f, 0.5f, 0.5f, 1.5f, -0.5f, -0.5f, 1.5f);
        }

        @Test
        void tellsTerminationFromTruncation() {
            assertThat(Tensors.bytes(unroll.getEnds())).containsExactly(0, 0, 0, 0, 1, 2, 0, 0);
        }

        @Test
        void namesTheRowsThatEndedAnEpisode() {
            assertThat(Tensors.ints(unroll.getFinalRows())).containsExactly(4, 5);
        }

        @Test
        void holdsTheTrueFinalObservations() {
            assertThat(Tensors.floats(unroll.getFinalObservations())).containsExactly(drawn(0, 0), 3, drawn(1, 0), 3);
        }

        @Test
        void holdsTheWeightsVersionOfEachTick() {
            assertThat(Tensors.longs(unroll.getWeightsVersions())).containsExactly(7, 8, 9, 10);
        }

        @Test
        void holdsWhenEachTickWasStepped() {
            long noon = NOON.toEpochMilli();

            assertThat(Tensors.longs(unroll.getEventTimes()))
                    .containsExactly(noon, noon + 1000, noon + 2000, noon + 3000);
        }

        @Test
        void holdsNoSampledActionsWhereTheyAreTheActions() {
            assertThat(unroll.getSampled()).isNull();
        }

        @Test
        void beginsWhereTheOneBeforeEnded() {
            Unroll next = completed(lane);

            assertThat(firstRows(next)).isEqualTo(lastRows(unroll));
        }

        @Test
        void isNumberedOneAfterTheOneBefore() {
            assertThat(completed(lane).getNumber()).isEqualTo(1);
        }

        @Test
        void saysWhichEpisodesRanAsItBegan() {
            Unroll next = completed(lane);

            assertThat(Tensors.longs(next.getEpisodes())).containsExactly(1, 1);
        }

        @Test
        void saysHowFarTheEpisodesWereAsItBegan() {
            Unroll next = completed(lane);

            assertThat(Tensors.ints(next.getEpisodeSteps())).containsExactly(1, 1);
        }

        @Test
        void holdsOnlyTheEndsOfItsOwnTicks() {
            // Steps 1, 2 and the end at the second tick; then three more and the end of the unroll.
            assertThat(Tensors.ints(completed(lane).getFinalRows())).containsExactly(2, 3);
        }

        private float[] firstRows(Unroll of) {
            float[] all = Tensors.floats(of.getObservations());
            return Arrays.copyOf(all, 4);
        }

        private float[] lastRows(Unroll of) {
            float[] all = Tensors.floats(of.getObservations());
            return Arrays.copyOfRange(all, all.length - 4, all.length);
        }
    }

    @Test
    void aLaneThatIsTakenOverGoesOnAfterTheLastUnroll() {
        Unroll last = completed(lane(Script.ofLength(3), LANE));

        assertThat(LaneStart.after(last).unroll()).isEqualTo(1);
    }

    @Test
    void anEpisodeThatWouldHaveBegunWithTheNextUnrollBeginsThereAfterATakeover() {
        // Unrolls of this lane are as long as these episodes, so none is cut.
        Unroll last = completed(lane(Script.ofLength(TICKS), LANE));

        assertThat(LaneStart.after(last).episodes()).containsExactly(1, 1);
    }

    @Test
    void aLaneThatIsTakenOverBeginsEpisodesThatNeverRan() {
        Unroll last = completed(lane(Script.ofLength(3), LANE));

        // Episode 0 ended in the unroll and episode 1 was abandoned.
        assertThat(LaneStart.after(last).episodes()).containsExactly(2, 2);
    }

    /** Unrolls of 4 ticks, episodes of 6: they begin in the midst of unrolls and of other episodes. */
    @Nested
    class DoneAgain {

        private static final long[] ALL_TOLD = {99, 99};

        private final Script script = Script.ofLength(6);
        private final Lane lane = lane(script, LANE);
        private final Unroll first = completed(lane);
        private final Unroll second = completed(lane);
        private final Unroll third = completed(lane);

        @Test
        void goesOnAsIfNothingHadHappened() {
            Lane again = again(first);

            assertThat(again.redo(first, ALL_TOLD) && again.redo(second, ALL_TOLD) && again.redo(third, ALL_TOLD))
                    .isTrue();
            again.goOn();

            assertThat(bytes(completed(again))).isEqualTo(bytes(completed(lane)));
        }

        @Test
        void fromWhereThePresentEpisodesBeganItComesToTheSame() {
            Lane again = again(second);

            assertThat(again.redo(second, ALL_TOLD) && again.redo(third, ALL_TOLD))
                    .isTrue();
            again.goOn();

            assertThat(bytes(completed(again))).isEqualTo(bytes(completed(lane)));
        }

        @Test
        void tellsOfEpisodesThatNobodyWasToldOf() {
            List<Episode> before = lane.takeEpisodes();
            Lane again = again(first);

            assertThat(again.redo(first, new long[] {1, 0}) && again.redo(second, new long[] {1, 0}))
                    .isTrue();

            assertThat(again.takeEpisodes()).containsExactly(before.get(1));
        }

        @Test
        void abandonsAnEpisodeWhoseBeginningIsNoLongerThere() {
            Lane again = again(first(script, second));

            assertThat(again.redo(first(script, second), ALL_TOLD)).isTrue();
            again.goOn();

            assertThat(Tensors.longs(completed(again).getEpisodes())).containsExactly(1, 1);
        }

        @Test
        void noticesThatTheEnvironmentsLeadElsewhere() {
            Unroll other = Unroll.newBuilder(first)
                    .setRewards(Tensors.ofFloats(new float[TICKS * 2]))
                    .build();

            assertThat(again(other).redo(other, ALL_TOLD)).isFalse();
        }

        private Lane again(Unroll from) {
            LaneShape shape =
                    new LaneShape("test", SEED, 2, TICKS, script.create().description());
            return new Lane(shape, LANE, script::create, LaneStart.before(from));
        }

        /** The same with nothing but running steps, so that no episode begins in it. */
        private static Unroll first(Script script, Unroll of) {
            Unroll running = completed(lane(Script.ofLength(99).measuring(script.figures()), LANE));
            return Unroll.newBuilder(running)
                    .setNumber(of.getNumber())
                    .setEpisodeSteps(Tensors.ofInts(new int[] {7, 7}, 2))
                    .build();
        }
    }

    @Test
    void ticksGoOnAcrossUnrolls() {
        Lane lane = lane(Script.ofLength(3), LANE);
        completed(lane);

        assertThat(lane.tick()).isEqualTo(TICKS);
    }

    @Test
    void theSameSeedGivesTheSameUnrollToTheByte() {
        assertThat(bytes(completed(lane(Script.ofLength(3), LANE))))
                .isEqualTo(bytes(completed(lane(Script.ofLength(3), LANE))));
    }

    @Test
    void anotherLaneDrawsOtherEpisodes() {
        assertThat(completed(lane(Script.ofLength(3), LANE + 1)).getObservations())
                .isNotEqualTo(completed(lane(Script.ofLength(3), LANE)).getObservations());
    }

    @Test
    void theRequestShowsTheObservationsOfItsTick() {
        Lane lane = lane(Script.ofLength(3), LANE);
        step(lane, 0);

        assertThat(Tensors.floats(lane.request(0, "owner", NOON).getObservations()))
                .containsExactly(drawn(0, 0), 1, drawn(1, 0), 1);
    }

    @Test
    void theRequestCarriesTheMasksOfItsTick() {
        Lane lane = lane(Script.ofLength(3).masked(), LANE);
        lane.step(Answers.choices(LANE, 0, 0, 1, 1).build(), NOON);

        assertThat(Tensors.bytes(
                        Objects.requireNonNull(lane.request(0, "owner", NOON).getActionMask())))
                .containsExactly(1, 0, 1, 1, 0, 1);
    }

    @Test
    void theUnrollHoldsTheMasksOfEveryObservation() {
        Lane lane = lane(Script.ofLength(3).masked(), LANE);
        stepWith(lane, new int[][] {{1, 2}, {0, 2}, {0, 1}, {1, 2}});

        assertThat(Tensors.bytes(Objects.requireNonNull(lane.takeUnroll().getActionMasks())))
                .containsExactly(
                        0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 0, 1);
    }

    @Test
    void theNextUnrollBeginsWithTheMasksAfterTheLastTick() {
        Lane lane = lane(Script.ofLength(3).masked(), LANE);
        stepWith(lane, new int[][] {{1, 2}, {0, 2}, {0, 1}, {1, 2}});
        lane.takeUnroll();

        // One step into the second episode action 1 is forbidden.
        assertThat(Tensors.bytes(
                        Objects.requireNonNull(lane.request(0, "owner", NOON).getActionMask())))
                .containsExactly(1, 0, 1, 1, 0, 1);
    }

    @Test
    void theUnrollHoldsTheMaskOfEachTrueFinalObservationAndAllowsAllWhereTheTaskEnded() {
        Lane lane = lane(Script.ofLength(2).masked(), LANE);
        // A last action of 2 terminates, another one truncates after two steps, where action 2 is forbidden.
        stepWith(lane, new int[][] {{1, 1}, {2, 0}, {1, 1}, {0, 2}});

        assertThat(finalMasks(lane.takeUnroll())).containsExactly(1, 1, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1);
    }

    @Test
    void theNextUnrollHoldsOnlyTheFinalMasksOfItsOwnTicks() {
        Lane lane = lane(Script.ofLength(3).masked(), LANE);
        stepWith(lane, new int[][] {{1, 2}, {0, 2}, {0, 1}, {1, 2}});
        lane.takeUnroll();
        stepWith(lane, new int[][] {{0, 2}, {0, 1}, {1, 2}, {0, 2}});

        // Both episodes are cut after three steps, where action 0 is forbidden.
        assertThat(finalMasks(lane.takeUnroll())).containsExactly(0, 1, 1, 0, 1, 1);
    }

    @Test
    void anUnrollInWhichNoEpisodeEndsHasFinalMasksOfLengthZero() {
        Lane lane = lane(Script.ofLength(TICKS + 1).masked(), LANE);
        stepWith(lane, new int[][] {{1, 2}, {0, 2}, {0, 1}, {1, 2}});

        assertThat(finalMasks(lane.takeUnroll())).isEmpty();
    }

    @Test
    void anUnrollOfAnEnvironmentThatMasksNothingHasNoFinalMasks() {
        assertThat(completed(lane(Script.ofLength(3), LANE)).getFinalMasks()).isNull();
    }

    @Test
    void anEnvironmentThatMasksNothingSendsNoMask() {
        assertThat(lane(Script.ofLength(3), LANE).request(0, "owner", NOON).getActionMask())
                .isNull();
    }

    @Test
    void sampledActionsAreKeptApartFromActions() {
        Lane lane = lane(Script.ofLength(3).over(LaneAnswersTest.BOX), LANE);
        for (int tick = 0; tick < TICKS; tick++) {
            lane.step(
                    Answers.numbers(2, 0, 1)
                            .setSampled(Tensors.ofFloats(new float[] {-9, 9}))
                            .build(),
                    NOON);
        }

        assertThat(Tensors.floats(Objects.requireNonNull(lane.takeUnroll().getSampled())))
                .containsExactly(-9, 9, -9, 9, -9, 9, -9, 9);
    }

    @Test
    void anEpisodesReturnIsDiscountedByItsEnvironment() {
        List<Episode> episodes = episodesOf(Script.ofLength(3).discounted(0.5));

        assertThat(episodes.get(0).getReturn$()).isCloseTo(-0.5 + 0.5 * 0.5 + 0.25 * 1.5, within(1e-12));
    }

    @Test
    void anEpisodeSaysWhereItEnded() {
        Episode episode = episodesOf(Script.ofLength(3)).get(1);

        assertThat(List.of(
                        episode.getLane(),
                        episode.getEnvironment(),
                        episode.getEpisode(),
                        episode.getLength(),
                        episode.getEnded(),
                        episode.getEndedAt()))
                .isEqualTo(List.of(LANE, 1, 0L, 3, EpisodeEnd.TRUNCATED, NOON.plusSeconds(2)));
    }

    @Test
    void anEpisodeNamesTheFirstAndTheLastWeightsThatActedInIt() {
        Episode episode = episodesOf(Script.ofLength(3)).get(0);

        assertThat(List.of(episode.getFirstVersion(), episode.getLastVersion())).isEqualTo(List.of(7L, 9L));
    }

    @Test
    void anEpisodeHoldsTheFiguresOfItsOwnEnvironmentAndNotOfTheEpisodeAfterIt() {
        List<Episode> episodes = episodesOf(Script.ofLength(3).discounted(0.5));

        assertThat(episodes)
                .extracting(Episode::getFigures)
                .containsExactly(
                        Map.of("earned", episodes.get(0).getReturn$(), "drawn", (double) drawn(0, 0)),
                        Map.of("earned", episodes.get(1).getReturn$(), "drawn", (double) drawn(1, 0)));
    }

    @Test
    void figuresTravelInTheOrderOfTheirNames() {
        assertThat(episodesOf(Script.ofLength(3)).get(0).getFigures().keySet()).containsExactly("earned", "drawn");
    }

    @Test
    void figuresDoNotDependOnHowManyEnvironmentsALaneHas() {
        LaneShape alone = new LaneShape(
                "test", SEED, 1, TICKS, Script.ofLength(3).create().description());
        Lane lane = new Lane(alone, LANE, () -> Script.ofLength(3).create(), LaneStart.fresh(1));
        for (int[] choices : CHOICES) {
            lane.step(Answers.choices(LANE, lane.tick(), 0, choices[0]).build(), NOON);
        }

        assertThat(lane.takeEpisodes().get(0).getFigures())
                .isEqualTo(episodesOf(Script.ofLength(3)).get(0).getFigures());
    }

    @Test
    void anEnvironmentThatMeasuresNothingHasNoFigures() {
        assertThat(episodesOf(Script.ofLength(3).measuring(List.of())).get(0).getFigures())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Gap", "", "target error", "earned"})
    void aFigureWhoseNameCannotTellItApartIsRefused(String name) {
        Script script = Script.ofLength(3).measuring(List.of("earned", name));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> lane(script, LANE))
                .withMessageStartingWith("Environment walk measures a figure \"" + name + "\"");
    }

    @Test
    void moreFiguresThanFitOnAChartAreRefused() {
        Script script = Script.ofLength(3)
                .measuring(IntStream.range(0, 17).mapToObj(i -> "figure-" + i).toList());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> lane(script, LANE))
                .withMessageContaining("measures 17 figures")
                .withMessageContaining("there may be 16");
    }

    @Test
    void eachEpisodeIsTakenOnce() {
        Lane lane = lane(Script.ofLength(3), LANE);
        completed(lane);
        lane.takeEpisodes();

        assertThat(lane.takeEpisodes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            REWARD_NOT_A_NUMBER      | 1 | gave a reward that is no finite number | step 1: NaN
            REWARD_BEYOND_FLOAT32    | 1 | gave a reward that is no finite number | step 1: 1.0E300
            OBSERVATION_NOT_A_NUMBER | 2 | gave number 0 of an observation that is no finite number | step 2: NaN
            OBSERVATION_NOT_A_NUMBER | 3 | gave number 0 of an observation that is no finite number | step 3: NaN
            NOTHING_ALLOWED          | 2 | allows no action | step 2: its mask is all 0
            NOTHING_ALLOWED          | 3 | allows no action | step 3: its mask is all 0
            FIGURE_NOT_MEASURED      | 3 | gave a figure drawn that is no finite number | step 3: NaN
            EXCEPTION                | 1 | failed | step 1: java.lang.IllegalArgumentException: the walk stumbled
            """)
    void anEnvironmentThatGivesWhatNobodyCanLearnFromStopsTheLane(Fault fault, int at, String what, String where) {
        Script script = Script.ofLength(3).with(fault, at);
        Lane lane = lane(fault == Fault.NOTHING_ALLOWED ? script.masked() : script, LANE);
        int[][] allowed = {{1, 1}, {0, 0}, {0, 0}};

        assertThatExceptionOfType(EnvironmentFailure.class)
                .isThrownBy(() -> {
                    for (int[] choices : allowed) {
                        lane.step(Answers.choices(LANE, lane.tick(), 0, choices).build(), NOON);
                    }
                })
                .withMessageStartingWith(
                        "Environment walk " + what + " in lane 3, environment 0, episode 0, " + where + ".");
    }

    @Test
    void nothingIsAllocatedPerEnvironmentStep() {
        int environments = 1000;
        LaneShape shape = new LaneShape(
                "test", SEED, environments, 200, Script.ofLength(1000).create().description());
        Lane lane = new Lane(shape, LANE, () -> Script.ofLength(1000).masked().create(), LaneStart.fresh(environments));
        ActionBatch[] answers = new ActionBatch[3];
        for (int forbidden = 0; forbidden < 3; forbidden++) {
            int[] choices = new int[environments];
            Arrays.fill(choices, (forbidden + 1) % 3);
            answers[forbidden] = Answers.choices(LANE, 0, 0, choices).build();
        }
        step(lane, answers, 0, 100);

        long before = allocated();
        step(lane, answers, 100, 200);
        long perStep = (allocated() - before) / (100L * environments);

        // Less than a byte each: what there is belongs to the tick, not to its thousand environments.
        assertThat(perStep).isZero();
    }

    @Test
    void aRequestAllocatesNothingForItsEnvironments() {
        int environments = 1000;
        LaneShape shape = new LaneShape(
                "test", SEED, environments, 4, Script.ofLength(1000).create().description());
        Lane lane = new Lane(shape, LANE, () -> Script.ofLength(1000).masked().create(), LaneStart.fresh(environments));
        requests(lane, 100);

        long before = allocated();
        requests(lane, 100);

        assertThat((allocated() - before) / (100L * environments)).isZero();
    }

    private static void requests(Lane lane, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(lane.request(i, "owner", NOON).getEnvironments()).isEqualTo(lane.environments());
        }
    }

    private static void step(Lane lane, ActionBatch[] answers, int from, int to) {
        for (int tick = from; tick < to; tick++) {
            lane.step(answers[tick % 3], NOON);
        }
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    private static List<Episode> episodesOf(Script script) {
        Lane lane = lane(script, LANE);
        completed(lane);
        return lane.takeEpisodes();
    }

    static Lane lane(Script script, int number) {
        LaneShape shape = new LaneShape("test", SEED, 2, TICKS, script.create().description());
        return new Lane(shape, number, script::create, LaneStart.fresh(2));
    }

    private static void stepWith(Lane lane, int[][] choices) {
        for (int[] ofTick : choices) {
            lane.step(Answers.choices(LANE, lane.tick(), 0, ofTick).build(), NOON);
        }
    }

    private static byte[] finalMasks(Unroll unroll) {
        return Tensors.bytes(Objects.requireNonNull(unroll.getFinalMasks()));
    }

    private static Unroll completed(Lane lane) {
        for (int tick = 0; tick < TICKS; tick++) {
            step(lane, tick);
        }
        return lane.takeUnroll();
    }

    private static void step(Lane lane, int tick) {
        ActionBatch answer = Answers.choices(lane.number(), lane.tick(), 7 + tick, CHOICES[tick])
                .setLogProbabilities(Tensors.ofFloats(new float[] {-tick - 0.1f, -tick - 0.2f}))
                .build();
        lane.step(answer, NOON.plusSeconds(tick));
    }

    private static float drawn(int environment, long episode) {
        return new CounterRandom(SEED)
                .at(Purpose.ENVIRONMENT, LANE, environment, episode)
                .nextFloat();
    }

    static ByteBuffer bytes(Unroll unroll) {
        try {
            return unroll.toByteBuffer();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
