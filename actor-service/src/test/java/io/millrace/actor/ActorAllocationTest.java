package io.millrace.actor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.messages.ActionBatch;
import io.millrace.messages.ObservationBatch;
import io.millrace.messages.Run;
import io.millrace.policy.network.Initialization;
import io.millrace.policy.space.ActionSpace;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Rejections;
import io.millrace.runtime.memory.MemoryBus;
import io.millrace.schemas.Tensors;
import io.millrace.schemas.Topics;
import io.millrace.weights.Checksum;
import io.millrace.weights.PublishedWeights;
import io.millrace.weights.RunPolicy;
import io.millrace.weights.WeightsFollower;
import io.millrace.weights.WeightsPublisher;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an actor allocates for one lane's tick beside the bytes of the messages themselves. */
class ActorAllocationTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int SMALL = 64;
    private static final int LARGE = 1024;

    /** Above what differs from measurement to measurement, and below one byte for each environment step. */
    private static final long NOTICEABLE = (LARGE - SMALL) / 2;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTickAllocatesNoMoreForAThousandEnvironmentsThanForFew(boolean masked) {
        // The large one first: what code allocates before it is compiled then counts against it, and cannot
        // raise the small one so far that it hides what the large one allocates.
        long large = bytesPerTick(LARGE, masked);
        long small = bytesPerTick(SMALL, masked);

        assertThat(large - small).isLessThan(NOTICEABLE);
    }

    /** The least of several measurements: what the virtual machine allocates by the way does not count. */
    private static long bytesPerTick(int environments, boolean masked) {
        ActorWorker actor = actor(environments, masked);
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 100; attempt++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int tick = 0; tick < 50; tick++) {
                assertThat(actor.runOnce()).isEqualTo(1);
            }
            least = Math.min(least, (THREADS.getCurrentThreadAllocatedBytes() - before) / 50);
        }
        return least;
    }

    private static ActorWorker actor(int environments, boolean masked) {
        RunOfRequests small = RunOfRequests.ofChoices();
        Run run = Run.newBuilder(small.run).setEnvironmentsPerLane(environments).build();
        Topics topics = small.topics;
        MemoryBus bus = small.bus;
        float[] parameters = Initialization.orthogonal(RunPolicy.shape(run), 1);
        new WeightsPublisher(bus.sink(topics.weights(), Delivery.PROMPT), "main", RunPolicy.shape(run))
                .publish(
                        new PublishedWeights(0, parameters, Checksum.sha256(Tensors.ofFloats(parameters))),
                        Instant.EPOCH);
        Rejections none = (topic, partition, offset, key, value, reason) -> {
            throw new AssertionError(reason);
        };
        return new ActorWorker(
                run,
                "actor",
                new Repeating(request(environments, masked)),
                new Passing(),
                new WeightsFollower(bus.reader(topics.weights(), Start.BEGINNING, none), RunPolicy.shape(run)),
                new ActorMetrics(new SimpleMeterRegistry()),
                InstantSource.system(),
                System::nanoTime);
    }

    private static ObservationBatch request(int environments, boolean masked) {
        byte[] all = new byte[environments * ((ActionSpace.Discrete) RunOfRequests.CHOICES).choices()];
        Arrays.fill(all, (byte) 1);
        return RunOfRequests.request(0, 0, 0)
                .setEnvironments(environments)
                .setObservations(Tensors.ofFloats(new float[environments * 2]))
                .setActionMask(masked ? ByteBuffer.wrap(all) : null)
                .build();
    }

    /** Shows one request again and again. */
    private record Repeating(List<Event<ObservationBatch>> requests) implements EventSource<ObservationBatch> {

        Repeating(ObservationBatch request) {
            this(List.of(new Event<>(0, 0, "0", request)));
        }

        @Override
        public List<Event<ObservationBatch>> poll(Duration timeout) {
            return requests;
        }

        @Override
        public Set<Integer> partitions() {
            return Set.of(0);
        }

        @Override
        public long position(int partition) {
            return 0;
        }

        @Override
        public void reject(Event<ObservationBatch> event, String reason) {
            throw new AssertionError(reason);
        }

        @Override
        public void close() {}
    }

    /** Takes answers and keeps nothing. */
    private static final class Passing implements EventSink<ActionBatch> {

        @Override
        public void send(int partition, String key, ActionBatch answer) {
            assertThat(answer.getLane()).isZero();
        }

        @Override
        public void flush() {}
    }
}
