package io.millrace.benchmarks;

import io.millrace.messages.Unroll;
import io.millrace.messages.WeightsChunk;
import io.millrace.messages.WeightsManifest;
import io.millrace.messages.WeightsPart;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.schemas.Tensors;
import io.millrace.schemas.Topics;
import io.millrace.weights.Checksum;
import io.millrace.weights.PublishedWeights;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every weights version of a run as it is published, since the log itself keeps the newest alone,
 * and the time of the run's first step. Follows on a thread of its own; what it costs the run is reading
 * the weights once, as one more actor would. Holds at most {@value #MOST_BYTES} bytes.
 */
final class PublishedVersions implements AutoCloseable {

    /**
     * A version and when the learner published it.
     *
     * @param weights     whole
     * @param publishedAt by the learner's clock
     */
    record Version(PublishedWeights weights, Instant publishedAt) {}

    private static final long MOST_BYTES = 512L * 1024 * 1024;
    private static final Duration POLL = Duration.ofMillis(100);

    private final Bus bus;
    private final Topics topics;
    private final EventSource<Unroll> unrolls;
    private final EventSource<WeightsPart> parts;
    private final Map<Integer, ByteBuffer> chunks = new TreeMap<>();
    private final List<Version> versions = new ArrayList<>();
    private final Thread thread = new Thread(this::follow, "versions");
    private @Nullable Instant firstStep;
    private long bytes;
    private volatile boolean ending;
    private volatile @Nullable RuntimeException failure;

    /** Follows a run that is registered and has not begun. */
    PublishedVersions(Bus bus, Topics topics) {
        this.bus = bus;
        this.topics = topics;
        unrolls = bus.reader(topics.transitions(), Start.BEGINNING, RunBus.REFUSED);
        parts = bus.reader(topics.weights(), Start.BEGINNING, RunBus.REFUSED);
        thread.start();
    }

    /**
     * Every version of the run, oldest first, once the run has ended.
     *
     * @throws RuntimeException if one of them could not be read
     */
    List<Version> all() throws InterruptedException {
        ending = true;
        // The thread looks at it between two polls.
        thread.join();
        RuntimeException failed = failure;
        if (failed != null) {
            throw failed;
        }
        List<Long> ends = bus.ends(topics.weights());
        while (!RunBus.reached(parts, ends)) {
            parts.poll(POLL).forEach(this::take);
        }
        if (firstStep == null) {
            unrolls.poll(POLL).forEach(this::take);
        }
        return versions;
    }

    /** When the environments took the run's first step; after {@link #all}. */
    Instant firstStep() {
        Instant found = firstStep;
        if (found == null) {
            throw new IllegalStateException("Run " + topics.run() + " has no unroll.");
        }
        return found;
    }

    @Override
    public void close() {
        ending = true;
        try {
            thread.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        unrolls.close();
        parts.close();
    }

    private void follow() {
        try {
            while (!ending) {
                if (firstStep == null) {
                    unrolls.poll(POLL).forEach(this::take);
                    parts.poll(Duration.ZERO).forEach(this::take);
                } else {
                    parts.poll(POLL).forEach(this::take);
                }
            }
        } catch (RuntimeException failed) {
            failure = failed;
        }
    }

    private void take(Unroll event) {
        Instant begun = Instant.ofEpochMilli(Tensors.longs(event.getEventTimes())[0]);
        if (firstStep == null || begun.isBefore(firstStep)) {
            firstStep = begun;
        }
    }

    private void take(Event<?> event) {
        if (event.value() instanceof Unroll unroll) {
            take(unroll);
        } else if (event.value() instanceof WeightsPart part && part.getContent() instanceof WeightsChunk chunk) {
            chunks.put(chunk.getIndex(), chunk.getBytes());
        } else if (event.value() instanceof WeightsPart part && part.getContent() instanceof WeightsManifest manifest) {
            keep(part.getVersion(), manifest);
        }
    }

    private void keep(long version, WeightsManifest manifest) {
        float[] parameters = new float
                [chunks.values().stream().mapToInt(ByteBuffer::remaining).sum() / Float.BYTES];
        int at = 0;
        for (ByteBuffer chunk : chunks.values()) {
            at += Tensors.floats(chunk, parameters, at);
        }
        chunks.clear();
        String sha256 = Checksum.sha256(Tensors.ofFloats(parameters));
        if (!sha256.equals(manifest.getSha256())) {
            throw new IllegalStateException("Version " + version + " was not read whole.");
        }
        bytes += (long) parameters.length * Float.BYTES;
        if (bytes > MOST_BYTES) {
            throw new IllegalStateException("The versions of run " + topics.run() + " take more than " + MOST_BYTES
                    + " bytes by version " + version + ". Measure a shorter run, or one with larger updates.");
        }
        versions.add(new Version(new PublishedWeights(version, parameters, sha256), manifest.getPublishedAt()));
    }
}
