package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.memory.MemoryBus;
import io.millrace.schemas.Tensors;
import io.millrace.schemas.Topics;
import io.millrace.weights.Checksum;
import io.millrace.weights.PublishedWeights;
import io.millrace.weights.WeightsPublisher;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PublishedVersionsTest {

    private static final NetworkShape SHAPE = MeasuredNetwork.small(Trunk.SEPARATE);
    private static final Topics TOPICS = new Topics("measured", 1);
    private static final Instant BEGINNING = Instant.ofEpochMilli(1_700_000_000_000L);

    private final MemoryBus bus = new MemoryBus(1 << 24);

    @BeforeEach
    void createTopics() {
        bus.create(TOPICS.all());
    }

    @Test
    void everyVersionIsKeptWithTheTimeAtWhichItWasPublished() throws InterruptedException {
        WeightsPublisher publisher = new WeightsPublisher(bus.sink(TOPICS.weights(), Delivery.PROMPT), "main", SHAPE);
        try (PublishedVersions versions = new PublishedVersions(bus, TOPICS)) {
            publisher.publish(weights(0), BEGINNING);
            publisher.publish(weights(1), BEGINNING.plusSeconds(5));

            assertThat(versions.all())
                    .extracting(
                            version -> version.weights().version(),
                            version -> version.weights().parameters()[3],
                            PublishedVersions.Version::publishedAt)
                    .containsExactly(tuple(0L, 0f, BEGINNING), tuple(1L, 1f, BEGINNING.plusSeconds(5)));
        }
    }

    @Test
    void theFirstStepIsTheFirstTickOfTheFirstUnroll() throws InterruptedException {
        bus.sink(TOPICS.transitions(), Delivery.BULK)
                .send(0, "0", DrawnExperience.message(2, 3, BEGINNING.toEpochMilli()));
        try (PublishedVersions versions = new PublishedVersions(bus, TOPICS)) {
            var unused = versions.all();

            assertThat(versions.firstStep()).isEqualTo(BEGINNING);
        }
    }

    private static PublishedWeights weights(long version) {
        float[] parameters = new float[SHAPE.parameterCount()];
        parameters[3] = version;
        return new PublishedWeights(version, parameters, Checksum.sha256(Tensors.ofFloats(parameters)));
    }
}
