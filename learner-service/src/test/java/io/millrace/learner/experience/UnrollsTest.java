package io.millrace.learner.experience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.millrace.learner.returns.Ends;
import io.millrace.messages.Unroll;
import io.millrace.schemas.Tensors;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnrollsTest {

    private final Unrolls unrolls = new Unrolls(RecordedUnroll.SHAPE, 1);

    @Test
    void everyTensorComesOutAsItWasPacked() {
        DecodedUnroll decoded = unrolls.decode(RecordedUnroll.discrete().build());

        assertThat(decoded.lane()).isEqualTo(5);
        assertThat(decoded.number()).isEqualTo(7);
        assertThat(decoded.observations()).isEqualTo(RecordedUnroll.counting(16, 0));
        assertThat(decoded.masks()).isNull();
        assertThat(decoded.sampled()).containsExactly(0, 1, 2, 0, 1, 2);
        assertThat(decoded.logProbabilities()).containsExactly(-1, -2, -3, -4, -5, -6);
        assertThat(decoded.rewards()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(decoded.ends()).containsExactly(0, Ends.TRUNCATED, 0, 0, Ends.TERMINATED, 0);
        assertThat(decoded.finalRows()).containsExactly(1, 4);
        assertThat(decoded.finalObservations()).containsExactly(100, 101, 102, 103);
        assertThat(decoded.weightsVersions()).containsExactly(3, 3, 4);
    }

    @Test
    void anUnrollThatWasGivenBackLendsItsArrays() {
        DecodedUnroll first = unrolls.decode(RecordedUnroll.discrete().build());
        unrolls.giveBack(first);

        DecodedUnroll second = unrolls.decode(RecordedUnroll.discrete()
                .setRewards(Tensors.ofFloats(RecordedUnroll.counting(6, 50)))
                .build());

        assertThat(second.observations()).isSameAs(first.observations());
        assertThat(second.sampled()).isSameAs(first.sampled());
        assertThat(second.logProbabilities()).isSameAs(first.logProbabilities());
        assertThat(second.rewards()).isSameAs(first.rewards()).containsExactly(50, 51, 52, 53, 54, 55);
        assertThat(second.ends()).isSameAs(first.ends());
        assertThat(second.weightsVersions()).isSameAs(first.weightsVersions());
    }

    @Test
    void anUnrollThatWasNotGivenBackKeepsItsNumbers() {
        DecodedUnroll kept = unrolls.decode(RecordedUnroll.discrete().build());
        unrolls.giveBack(unrolls.decode(RecordedUnroll.discrete().build()));

        unrolls.decode(RecordedUnroll.discrete()
                .setRewards(Tensors.ofFloats(RecordedUnroll.counting(6, 50)))
                .build());

        assertThat(kept.rewards()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void whatAnEarlierUnrollHadMoreOfIsNotSeenInALaterOne() {
        byte[] all = new byte[24];
        Arrays.fill(all, (byte) 1);
        unrolls.giveBack(unrolls.decode(RecordedUnroll.discrete()
                .setActionMasks(Tensors.ofBytes(all, 0, 24))
                .build()));

        DecodedUnroll later = unrolls.decode(RecordedUnroll.discrete()
                .setEnds(Tensors.ofBytes(new byte[6], 0, 6))
                .setFinalRows(Tensors.ofInts(new int[0], 0))
                .setFinalObservations(Tensors.ofFloats(new float[0]))
                .build());

        assertThat(later.masks()).isNull();
        assertThat(later.finalRows()).isEmpty();
        assertThat(later.finalObservations()).isEmpty();
    }

    @Test
    void actionsThatTheEnvironmentReceivedStandInForSampledOnesThatAreTheSame() {
        DecodedUnroll decoded = new Unrolls(RecordedUnroll.CONTINUOUS, 1)
                .decode(RecordedUnroll.continuous().build());

        assertThat(decoded.sampled()).containsExactly(.1f, .2f, .3f, .4f, .5f, .6f);
    }

    @Test
    void sampledActionsArePreferredToWhatTheEnvironmentReceived() {
        Unroll unroll = RecordedUnroll.continuous()
                .setSampled(Tensors.ofFloats(new float[] {-9, -8, -7, 7, 8, 9}))
                .build();

        assertThat(new Unrolls(RecordedUnroll.CONTINUOUS, 1).decode(unroll).sampled())
                .containsExactly(-9, -8, -7, 7, 8, 9);
    }

    @Test
    void switchesAreTakenAsTheyTravel() {
        DecodedUnroll decoded = new Unrolls(RecordedUnroll.SWITCHES, 1)
                .decode(RecordedUnroll.switches(0, 1, 1, 0, 0, 1).build());

        assertThat(decoded.sampled()).containsExactly(0, 1, 1, 0, 0, 1);
    }

    @ParameterizedTest
    @ValueSource(floats = {.5f, -1, 2, Float.NaN})
    void aSwitchThatIsNeitherOnNorOffIsRefusedWithItsPlace(float position) {
        Unroll unroll = RecordedUnroll.switches(0, 1, 1, position, 0, 1).build();

        assertThatThrownBy(() -> new Unrolls(RecordedUnroll.SWITCHES, 1).decode(unroll))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("actions of unroll 7 of lane 5")
                .hasMessageContaining(String.valueOf(position));
    }

    @Test
    void masksOfContinuousActionsAreRefused() {
        Unroll unroll = RecordedUnroll.continuous()
                .setActionMasks(Tensors.ofBytes(new byte[8], 0, 8))
                .build();

        assertThatThrownBy(() -> new Unrolls(RecordedUnroll.CONTINUOUS, 1).decode(unroll))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("actionMasks of unroll 7 of lane 5");
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void whatNothingCanBeLearnedFromIsRefusedWithItsPlace(Unroll.Builder unroll, String field, String found) {
        assertThatThrownBy(() -> unrolls.decode(unroll.build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Field " + field + " of unroll 7 of lane 5")
                .hasMessageContaining(found);
    }

    static Stream<Arguments> unusable() {
        float nan = Float.NaN;
        float infinite = Float.POSITIVE_INFINITY;
        return Stream.of(
                refusal("ticks of another run", discrete().setSteps(4), "steps", "is 4, but this run has 3"),
                refusal("environments of another run", discrete().setEnvironments(1), "environments", "run has 2"),
                refusal("observations of another run", discrete().setObservationSize(3), "observationSize", "is 3"),
                refusal("actions of another run", discrete().setActionSize(2), "actionSize", "is 2"),
                refusal("too few observations", discrete().setObservations(floats(1, 2)), "observations", "8 bytes"),
                refusal(
                        "a reward that is no number",
                        discrete().setRewards(floats(1, 2, nan, 4, 5, 6)),
                        "rewards",
                        "NaN at index 2"),
                refusal(
                        "a log-probability of a forbidden action",
                        discrete().setLogProbabilities(floats(-1, -2, -3, -4, -5, -infinite)),
                        "logProbabilities",
                        "-Infinity at index 5"),
                refusal(
                        "an endless final observation",
                        discrete().setFinalObservations(floats(1, infinite, 3, 4)),
                        "finalObservations",
                        "Infinity at index 1"),
                refusal("an unknown end", discrete().setEnds(bytes(0, 2, 0, 0, 4, 0)), "ends", "4 at index 4"),
                refusal(
                        "a final row that did not end",
                        discrete().setFinalRows(Tensors.ofInts(new int[] {1, 5}, 2)),
                        "finalRows",
                        "5 at index 1"),
                refusal(
                        "an end without its final row",
                        discrete().setFinalRows(Tensors.ofInts(new int[] {1}, 1)),
                        "finalRows",
                        "4 bytes"),
                refusal(
                        "an end without its final observation",
                        discrete().setFinalObservations(floats(1, 2)),
                        "finalObservations",
                        "8 bytes"),
                refusal(
                        "an action that is no choice",
                        discrete().setActions(Tensors.ofInts(new int[] {0, 1, 2, 3, 1, 2}, 6)),
                        "actions",
                        "3 at index 3"),
                refusal(
                        "an action that was not allowed",
                        discrete().setActionMasks(maskWith(1, 0)),
                        "actions",
                        "1 at index 1"),
                refusal("a mask that is no flag", discrete().setActionMasks(maskWith(2, 7)), "actionMasks", "7"),
                refusal("a mask that allows nothing", discrete().setActionMasks(noneIn(7)), "actionMasks", "Row 7"),
                refusal("drawn indices", discrete().setSampled(floats(0, 1, 2, 0, 1, 2)), "sampled", "null"),
                refusal(
                        "a version before the first",
                        discrete().setWeightsVersions(Tensors.ofLongs(new long[] {0, -1, 0})),
                        "weightsVersions",
                        "-1 at index 1"),
                refusal("too few times", discrete().setEventTimes(Tensors.ofLongs(new long[2])), "eventTimes", "16"),
                refusal("too few episodes", discrete().setEpisodes(Tensors.ofLongs(new long[1])), "episodes", "8"));
    }

    private static Arguments refusal(String name, Unroll.Builder unroll, String field, String found) {
        return argumentSet(name, unroll, field, found);
    }

    private static Unroll.Builder discrete() {
        return RecordedUnroll.discrete();
    }

    private static ByteBuffer floats(float... numbers) {
        return Tensors.ofFloats(numbers);
    }

    private static ByteBuffer bytes(int... numbers) {
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        return Tensors.ofBytes(bytes, 0, bytes.length);
    }

    /** Of 8 rows with 3 choices all are allowed, but choice 1 of a row is flagged otherwise. */
    private static ByteBuffer maskWith(int row, int flag) {
        byte[] mask = new byte[24];
        Arrays.fill(mask, (byte) 1);
        mask[row * 3 + 1] = (byte) flag;
        return Tensors.ofBytes(mask, 0, mask.length);
    }

    private static ByteBuffer noneIn(int row) {
        byte[] mask = new byte[24];
        Arrays.fill(mask, (byte) 1);
        Arrays.fill(mask, row * 3, row * 3 + 3, (byte) 0);
        return Tensors.ofBytes(mask, 0, mask.length);
    }
}
