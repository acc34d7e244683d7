package io.millrace.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.messages.NamedShape;
import io.millrace.messages.WeightsChunk;
import io.millrace.messages.WeightsManifest;
import io.millrace.messages.WeightsPart;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.normalisation.NormalisedLayout;
import io.millrace.policy.parameters.ParameterLayout;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.memory.MemoryBus;
import io.millrace.schemas.Tensors;
import io.millrace.schemas.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Weights from a publisher over a bus to a follower. */
class WeightsTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final NetworkShape SMALL = new NetworkShape(2, List.of(3), Activation.TANH, 2, 0);
    private static final ParameterLayout NORMALISED = new NormalisedLayout(SMALL, true, true);
    /** About 290,000 parameters: more than two chunks. */
    private static final NetworkShape LARGE = new NetworkShape(300, List.of(256, 256), Activation.TANH, 4, 0);

    private final MemoryBus bus = new MemoryBus(1 << 26);
    private final Topics topics = new Topics("test", 1);
    private final List<String> rejected = new ArrayList<>();

    WeightsTest() {
        bus.create(topics.all());
    }

    @Test
    void whatWasPublishedIsFollowed() {
        PublishedWeights published = weights(SMALL, 3, 1);
        publisher(SMALL).publish(published, NOON);

        assertThat(follow(SMALL)).usingRecursiveComparison().isEqualTo(published);
    }

    @Test
    void itIsKnownWhenTheNewestVersionWasPublished() {
        publisher(SMALL).publish(weights(SMALL, 3, 1), NOON);
        WeightsFollower follower = follower(SMALL);
        assertThat(follower.publishedAt()).isNull();

        follower.follow(Duration.ZERO);

        assertThat(follower.publishedAt()).isEqualTo(NOON);
    }

    @Test
    void aVersionOfSeveralChunksIsPutTogether() {
        PublishedWeights published = weights(LARGE, 0, 1);
        publisher(LARGE).publish(published, NOON);

        assertThat(followed(LARGE).parameters()).isEqualTo(published.parameters());
    }

    @Test
    void noChunkIsLongerThanHalfAMebibyte() {
        assertThat(parts(LARGE, weights(LARGE, 0, 1)))
                .filteredOn(part -> part.getContent() instanceof WeightsChunk)
                .extracting(
                        part -> ((WeightsChunk) part.getContent()).getBytes().remaining())
                .hasSizeGreaterThan(2)
                .allMatch(bytes -> bytes <= 512 * 1024);
    }

    @Test
    void thereIsNothingToFollowBeforeTheFirstVersion() {
        assertThat(follow(SMALL)).isNull();
    }

    @Test
    void aVersionWithoutItsManifestIsNotUsed() {
        List<WeightsPart> parts = parts(SMALL, weights(SMALL, 0, 1));
        send(parts.subList(0, parts.size() - 1));

        assertThat(follow(SMALL)).isNull();
    }

    @Test
    void theNewestOfSeveralVersionsIsGiven() {
        publisher(SMALL).publish(weights(SMALL, 1, 1), NOON);
        publisher(SMALL).publish(weights(SMALL, 2, 2), NOON);

        assertThat(followed(SMALL).version()).isEqualTo(2);
    }

    @Test
    void aVersionIsGivenOnce() {
        publisher(SMALL).publish(weights(SMALL, 1, 1), NOON);
        WeightsFollower follower = follower(SMALL);
        follower.follow(Duration.ZERO);
        publisher(SMALL).publish(weights(SMALL, 1, 1), NOON);

        assertThat(follower.follow(Duration.ZERO)).isNull();
    }

    @Test
    void anOlderVersionDoesNotReplaceANewerOne() {
        publisher(SMALL).publish(weights(SMALL, 2, 1), NOON);
        publisher(SMALL).publish(weights(SMALL, 1, 2), NOON);

        assertThat(followed(SMALL).version()).isEqualTo(2);
    }

    @Test
    void anOlderVersionOfWhichCompactionLeftOnlySomeIsPassedOver() {
        List<WeightsPart> older = parts(LARGE, weights(LARGE, 1, 1));
        send(older.subList(1, older.size()));
        publisher(LARGE).publish(weights(LARGE, 2, 2), NOON);

        assertThat(followed(LARGE).version()).isEqualTo(2);
    }

    @Test
    void whatCompactionLeftIsNoReasonToComplain() {
        List<WeightsPart> older = parts(LARGE, weights(LARGE, 1, 1));
        send(older.subList(1, older.size()));

        follow(LARGE);

        assertThat(rejected).isEmpty();
    }

    @Test
    void theChunksOfAnAbandonedVersionDoNotMixWithTheNext() {
        List<WeightsPart> abandoned = parts(LARGE, weights(LARGE, 1, 1));
        send(abandoned.subList(0, 1));
        PublishedWeights published = weights(LARGE, 2, 2);
        publisher(LARGE).publish(published, NOON);

        assertThat(followed(LARGE).parameters()).isEqualTo(published.parameters());
    }

    @Test
    void aDamagedVersionIsNotUsed() {
        publisher(SMALL).publish(weights(SMALL, 1, 1), NOON);
        send(damaged(2));

        assertThat(followed(SMALL).version()).isEqualTo(1);
    }

    @Test
    void aDamagedVersionIsKeptWithTheReason() {
        send(damaged(2));

        follow(SMALL);

        assertThat(rejected)
                .singleElement()
                .asString()
                .startsWith("Weights 2 were damaged on the way: their SHA-256 is ");
    }

    @Test
    void weightsOfAnotherNetworkAreNotUsed() {
        NetworkShape wider = new NetworkShape(5, List.of(3), Activation.TANH, 2, 0);
        publisher(wider).publish(weights(wider, 0, 1), NOON);

        assertThat(follow(SMALL)).isNull();
    }

    @Test
    void weightsOfAnotherNetworkAreKeptWithTheArrayThatDiffers() {
        NetworkShape wider = new NetworkShape(5, List.of(3), Activation.TANH, 2, 0);
        publisher(wider).publish(weights(wider, 0, 1), NOON);

        follow(SMALL);

        assertThat(rejected)
                .singleElement()
                .asString()
                .startsWith("Weights 0 hold policy/0/weights of shape [3, 5] where this run's settings ask for"
                        + " policy/0/weights of shape [3, 2].");
    }

    @Test
    void weightsOfALargerNetworkDoNotSpoilThoseThatFollow() {
        publisher(LARGE).publish(weights(LARGE, 0, 1), NOON);
        publisher(SMALL).publish(weights(SMALL, 1, 1), NOON);

        assertThat(followed(SMALL).version()).isEqualTo(1);
    }

    @Test
    void anArrayThatIsMissingIsNamed() {
        NetworkShape withFree = new NetworkShape(2, List.of(3), Activation.TANH, 2, 2);
        publisher(SMALL).publish(weights(SMALL, 0, 1), NOON);

        follow(withFree);

        assertThat(rejected)
                .singleElement()
                .asString()
                .startsWith("Weights 0 hold nothing where this run's settings ask for policy/free of shape [2].");
    }

    @Test
    void aVersionOfOtherLengthThanItsShapesIsKeptWithTheReason() {
        publisher(SMALL).publish(published(4, new float[5]), NOON);

        follow(SMALL);

        assertThat(rejected)
                .containsExactly("Weights 4 hold 5 numbers, but their shapes ask for " + SMALL.parameterCount() + ".");
    }

    @Test
    void weightsThatAreNotNumbersLeaveThoseBefore() {
        publisher(SMALL).publish(weights(SMALL, 1, 1), NOON);
        publisher(SMALL).publish(diverged(2), NOON);

        assertThat(followed(SMALL).version()).isEqualTo(1);
    }

    @Test
    void weightsThatAreNotNumbersAreKeptWithTheReason() {
        publisher(SMALL).publish(diverged(2), NOON);

        follow(SMALL);

        assertThat(rejected).singleElement().asString().startsWith("Weights 2 hold NaN as number 4, ");
    }

    @Test
    void theManifestStatesTheStatistics() {
        WeightsPart last = parts(NORMALISED, normalised(1, 1)).get(1);

        assertThat(((WeightsManifest) last.getContent()).getShapes())
                .extracting(NamedShape::getName)
                .endsWith("observation/mean", "observation/deviation", "reward/deviation");
    }

    @Test
    void statisticsArriveWithTheWeights() {
        publisher(NORMALISED).publish(normalised(1, 0.25f), NOON);

        assertThat(followed(NORMALISED).parameters()).endsWith(1, 1, 0.25f);
    }

    @Test
    void aDeviationThatNothingCanBeDividedByLeavesTheWeightsBefore() {
        publisher(NORMALISED).publish(normalised(1, 1), NOON);
        publisher(NORMALISED).publish(normalised(2, 0), NOON);

        assertThat(followed(NORMALISED).version()).isEqualTo(1);
        assertThat(rejected)
                .singleElement()
                .asString()
                .startsWith("Weights 2 cannot be used: Number 0 of reward/deviation is 0.0");
    }

    @Test
    void weightsWithoutStatisticsAreKeptWhereTheyAreAskedFor() {
        publisher(SMALL).publish(weights(SMALL, 0, 1), NOON);

        follow(NORMALISED);

        assertThat(rejected)
                .singleElement()
                .asString()
                .startsWith("Weights 0 hold nothing where this run's settings ask for observation/mean of shape [2].");
    }

    private static PublishedWeights normalised(long version, float rewardDeviation) {
        float[] weights = new float[NORMALISED.parameterCount()];
        Arrays.fill(weights, 1);
        weights[weights.length - 1] = rewardDeviation;
        return published(version, weights);
    }

    private List<WeightsPart> damaged(long version) {
        List<WeightsPart> parts = parts(SMALL, weights(SMALL, version, 1));
        float[] other = weights(SMALL, version, 2).parameters();
        WeightsManifest manifest = (WeightsManifest) parts.get(parts.size() - 1).getContent();
        return List.of(
                new WeightsPart("main", version, new WeightsChunk(0, Tensors.ofFloats(other))),
                new WeightsPart("main", version, manifest));
    }

    private static PublishedWeights diverged(long version) {
        float[] parameters = new float[SMALL.parameterCount()];
        parameters[4] = Float.NaN;
        return published(version, parameters);
    }

    private static PublishedWeights weights(NetworkShape shape, long version, int factor) {
        float[] parameters = new float[shape.parameterCount()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = i * factor;
        }
        return published(version, parameters);
    }

    private static PublishedWeights published(long version, float[] parameters) {
        ByteBuffer bytes = Tensors.ofFloats(parameters);
        return new PublishedWeights(version, parameters, Checksum.sha256(bytes));
    }

    private static List<WeightsPart> parts(ParameterLayout shape, PublishedWeights weights) {
        List<WeightsPart> parts = new ArrayList<>();
        EventSink<WeightsPart> gathering = new EventSink<>() {
            @Override
            public void send(int partition, String key, WeightsPart part) {
                parts.add(part);
            }

            @Override
            public void flush() {}
        };
        new WeightsPublisher(gathering, "main", shape).publish(weights, NOON);
        return parts;
    }

    private void send(List<WeightsPart> parts) {
        EventSink<WeightsPart> sink = bus.sink(topics.weights(), Delivery.PROMPT);
        parts.forEach(part -> sink.send(0, "", part));
    }

    private WeightsPublisher publisher(ParameterLayout shape) {
        return new WeightsPublisher(bus.sink(topics.weights(), Delivery.PROMPT), "main", shape);
    }

    private WeightsFollower follower(ParameterLayout shape) {
        return new WeightsFollower(
                bus.reader(
                        topics.weights(),
                        Start.BEGINNING,
                        (topic, partition, offset, key, value, reason) -> rejected.add(reason)),
                shape);
    }

    private @Nullable PublishedWeights follow(ParameterLayout shape) {
        return follower(shape).follow(Duration.ZERO);
    }

    private PublishedWeights followed(ParameterLayout shape) {
        return Objects.requireNonNull(follow(shape));
    }
}
