package io.millrace.app.offpolicy;

import io.millrace.messages.Run;
import io.millrace.messages.WeightsChunk;
import io.millrace.messages.WeightsManifest;
import io.millrace.messages.WeightsPart;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Tensors;
import io.millrace.schemas.Topics;
import io.millrace.weights.Checksum;
import io.millrace.weights.PublishedWeights;
import io.millrace.weights.RunPolicy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The whole versions that a run's weights topic still holds, under whatever keys, and one of them. */
final class VersionsOnTopic {

    private static final Duration POLL = Duration.ofMillis(200);

    private final long wanted;
    private final Map<Long, NavigableSet<Integer>> chunks = new HashMap<>();
    private final Map<Long, Integer> manifests = new TreeMap<>();
    private final Map<Integer, ByteBuffer> bytes = new TreeMap<>();
    private @Nullable WeightsManifest manifest;

    private VersionsOnTopic(long wanted) {
        this.wanted = wanted;
    }

    /** Reads the topic; of the wanted version, the bytes are kept. */
    static VersionsOnTopic read(Bus bus, Run run, long wanted) {
        VersionsOnTopic versions = new VersionsOnTopic(wanted);
        var topic = new Topics(run.getRun(), run.getPartitions()).weights();
        long end = bus.ends(topic).get(0);
        try (EventSource<WeightsPart> source =
                bus.reader(topic, Start.BEGINNING, (name, partition, offset, key, value, reason) -> {
                    // A later version may be whole all the same.
                })) {
            while (source.position(0) < end) {
                for (Event<WeightsPart> event : source.poll(POLL)) {
                    versions.take(event.value());
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw new BusException("Stopped while reading the weights of run " + run.getRun() + ".");
                }
            }
        }
        return versions;
    }

    /** Versions of which no part is missing. */
    NavigableSet<Long> whole() {
        NavigableSet<Long> whole = new TreeSet<>();
        manifests.forEach((version, count) -> {
            if (chunks.getOrDefault(version, new TreeSet<>()).size() == count) {
                whole.add(version);
            }
        });
        return whole;
    }

    /**
     * The wanted version; nothing if it is not whole.
     *
     * @throws UserMistake if it was damaged, or is none of this run's
     */
    Optional<PublishedWeights> version(Run run) {
        if (manifest == null || !whole().contains(wanted)) {
            return Optional.empty();
        }
        ByteBuffer all = ByteBuffer.allocate(
                bytes.values().stream().mapToInt(ByteBuffer::remaining).sum());
        bytes.values().forEach(chunk -> all.put(chunk.duplicate()));
        all.flip();
        String sha256 = Checksum.sha256(all);
        int expected = RunPolicy.layout(run).parameterCount() * Float.BYTES;
        if (!sha256.equals(manifest.getSha256()) || all.remaining() != expected) {
            throw new UserMistake("Version " + wanted + " of run \"" + run.getRun() + "\" cannot be used: its "
                    + all.remaining() + " bytes of SHA-256 " + sha256 + " are not the " + expected
                    + " bytes of SHA-256 "
                    + manifest.getSha256() + " that were published. Choose another version: " + whole() + ".");
        }
        return Optional.of(new PublishedWeights(wanted, Tensors.floats(all), sha256));
    }

    private void take(WeightsPart part) {
        long version = part.getVersion();
        if (part.getContent() instanceof WeightsChunk chunk) {
            chunks.computeIfAbsent(version, key -> new TreeSet<>()).add(chunk.getIndex());
            if (version == wanted) {
                bytes.put(chunk.getIndex(), chunk.getBytes());
            }
        } else if (part.getContent() instanceof WeightsManifest closing) {
            manifests.put(version, closing.getChunks());
            if (version == wanted) {
                manifest = closing;
            }
        }
    }
}
