package io.millrace.env.lanes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.env.Answers;
import io.millrace.env.Walk.Script;
import io.millrace.messages.ActionBatch;
import io.millrace.policy.space.ActionSpace;
import io.millrace.schemas.Tensors;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a lane of two environments does with answers that it cannot use. */
class LaneAnswersTest {

    static final ActionSpace BOX = new ActionSpace.Box(List.of(0.0), List.of(1.0));
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Script CHOICE = Script.ofLength(3).masked();
    private static final Script NUMBER = Script.ofLength(3).over(BOX);
    private static final Script SHARES = Script.ofLength(3).over(new ActionSpace.Simplex(2));
    private static final Script SWITCHES = Script.ofLength(3).over(new ActionSpace.MultiBinary(2));

    /**
     * An answer and what is said about it.
     *
     * @param defect what is wrong with it
     * @param good   another one, which can be used
     * @param reason part of the message
     */
    record Refused(String defect, Script script, ActionBatch answer, ActionBatch good, String reason) {

        @Override
        public String toString() {
            return defect;
        }
    }

    static Stream<Refused> refused() {
        ActionBatch choices = Answers.choices(0, 0, 0, 1, 1).build();
        ActionBatch numbers = Answers.numbers(2, 0, 1).build();
        ActionBatch shares = Answers.numbers(2, 0, 1, 0.5f, 0.5f).build();
        ActionBatch switches = Answers.numbers(2, 0, 1, 1, 0).build();
        return Stream.of(
                choice("an action too few", Answers.choices(0, 0, 0, 1), choices, "holds 1 numbers of actions"),
                choice("an action too many", Answers.choices(0, 0, 0, 1, 1, 1), choices, "12 bytes does not fit"),
                choice(
                        "bytes that are no whole number of actions",
                        Answers.choices(0, 0, 0, 1, 1).setActions(Tensors.ofBytes(new byte[7], 0, 7)),
                        choices,
                        "7 bytes does not fit"),
                choice(
                        "a log-probability too few",
                        Answers.choices(0, 0, 0, 1, 1).setLogProbabilities(Tensors.ofFloats(new float[1])),
                        choices,
                        "holds 1 numbers of log-probabilities"),
                choice(
                        "a log-probability that is not a number",
                        Answers.choices(0, 0, 0, 1, 1)
                                .setLogProbabilities(Tensors.ofFloats(new float[] {-1, Float.NaN})),
                        choices,
                        "log-probability 1 is NaN"),
                choice(
                        "a log-probability of minus infinity",
                        Answers.choices(0, 0, 0, 1, 1)
                                .setLogProbabilities(Tensors.ofFloats(new float[] {Float.NEGATIVE_INFINITY, -1})),
                        choices,
                        "log-probability 0 is -Infinity"),
                choice("a choice that is none", Answers.choices(0, 0, 0, 1, 3), choices, "environment 1: "),
                choice("a choice below zero", Answers.choices(0, 0, 0, -1, 1), choices, "environment 0: "),
                choice(
                        "a choice that the mask forbids",
                        Answers.choices(0, 0, 0, 1, 0),
                        choices,
                        "environment 1 chooses action 0, which the mask forbids"),
                choice(
                        "sampled choices",
                        Answers.choices(0, 0, 0, 1, 1).setSampled(Tensors.ofFloats(new float[2])),
                        choices,
                        "a choice is the action itself"),
                number("a number above the box", Answers.numbers(2, 0, 1.00001f), numbers, "environment 1: "),
                number("a number below the box", Answers.numbers(2, -0.00001f, 1), numbers, "environment 0: "),
                number("an action that is not a number", Answers.numbers(2, 0, Float.NaN), numbers, "environment 1: "),
                number(
                        "a sampled action too few",
                        Answers.numbers(2, 0, 1).setSampled(Tensors.ofFloats(new float[1])),
                        numbers,
                        "holds 1 numbers of sampled actions"),
                number(
                        "a sampled action that is not a number",
                        Answers.numbers(2, 0, 1).setSampled(Tensors.ofFloats(new float[] {0, Float.NaN})),
                        numbers,
                        "sampled action 1 is NaN"),
                share("a share below zero", Answers.numbers(2, 0, 1, -0.00001f, 1), shares, "environment 1: "),
                share("shares that sum to less than one", Answers.numbers(2, .5f, .4f, 0, 1), shares, "sum to 0.9"),
                onOrOff("a switch half on", Answers.numbers(2, 0, 1, 1, .5f), switches, "0.5 as switch 1"),
                onOrOff(
                        "a switch that is no number",
                        Answers.numbers(2, 0, Float.NaN, 1, 0),
                        switches,
                        "environment 0: "),
                onOrOff("a switch too few", Answers.numbers(2, 0, 1, 1), switches, "holds 3 numbers of actions"));
    }

    private static Refused choice(String defect, ActionBatch.Builder answer, ActionBatch good, String reason) {
        return new Refused(defect, CHOICE, answer.build(), good, reason);
    }

    private static Refused number(String defect, ActionBatch.Builder answer, ActionBatch good, String reason) {
        return new Refused(defect, NUMBER, answer.build(), good, reason);
    }

    private static Refused share(String defect, ActionBatch.Builder answer, ActionBatch good, String reason) {
        return new Refused(defect, SHARES, answer.build(), good, reason);
    }

    private static Refused onOrOff(String defect, ActionBatch.Builder answer, ActionBatch good, String reason) {
        return new Refused(defect, SWITCHES, answer.build(), good, reason);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void anAnswerThatCannotBeUsedIsRefusedWithTheReason(Refused refused) {
        Lane lane = LaneTest.lane(refused.script(), 0);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> lane.step(refused.answer(), NOON))
                .withMessageContaining(refused.reason());
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aLaneThatRefusedAnAnswerShowsTheSameAsBefore(Refused refused) {
        Lane lane = LaneTest.lane(refused.script(), 0);

        assertThatIllegalArgumentException().isThrownBy(() -> lane.step(refused.answer(), NOON));

        assertThat(lane.request(0, "owner", NOON))
                .isEqualTo(LaneTest.lane(refused.script(), 0).request(0, "owner", NOON));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aLaneThatRefusedAnAnswerGoesOnWithAGoodOne(Refused refused) {
        Lane untouched = LaneTest.lane(refused.script(), 0);
        untouched.step(refused.good(), NOON);
        Lane lane = LaneTest.lane(refused.script(), 0);
        assertThatIllegalArgumentException().isThrownBy(() -> lane.step(refused.answer(), NOON));

        lane.step(refused.good(), NOON);

        assertThat(lane.request(0, "owner", NOON)).isEqualTo(untouched.request(0, "owner", NOON));
    }
}
