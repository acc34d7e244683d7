package io.millrace.weights;

import io.millrace.messages.NamedShape;
import io.millrace.messages.WeightsChunk;
import io.millrace.messages.WeightsManifest;
import io.millrace.messages.WeightsPart;
import io.millrace.policy.parameters.ParameterLayout;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.schemas.Tensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Follows the weights topic: puts chunks together, checks each version against its manifest, and gives
 * the newest whole one. Versions that are damaged, do not fit or hold what is no finite number go to
 * quarantine, and the version before stays. A version that is not newer is passed over. Holds the chunks
 * of one version at a time. One thread at a time.
 */
public final class WeightsFollower implements AutoCloseable {

    private final EventSource<WeightsPart> source;
    private final List<NamedShape> expected;
    private final ParameterLayout layout;
    private final int parameterCount;
    private final long last;
    private final Map<Integer, ByteBuffer> chunks = new TreeMap<>();
    private long chunksVersion = -1;
    private @Nullable PublishedWeights newest;
    private @Nullable Instant publishedAt;

    /** @param layout that versions must have */
    public WeightsFollower(EventSource<WeightsPart> source, ParameterLayout layout) {
        this(source, layout, Long.MAX_VALUE);
    }

    /** Passes over versions beyond {@code last}, too. */
    WeightsFollower(EventSource<WeightsPart> source, ParameterLayout layout, long last) {
        this.last = last;
        this.source = source;
        this.layout = layout;
        this.expected = WeightsLayout.of(layout);
        this.parameterCount = layout.parameterCount();
    }

    /**
     * Takes in what was published.
     *
     * @param timeout longest wait if nothing is there
     * @return the newest version if it is newer than what the last call gave; null otherwise
     */
    public @Nullable PublishedWeights follow(Duration timeout) {
        long before = version();
        for (Event<WeightsPart> event : source.poll(timeout)) {
            take(event);
        }
        return version() == before ? null : newest;
    }

    /** The newest whole version, or null if there is none yet. */
    public @Nullable PublishedWeights newest() {
        return newest;
    }

    /** When the newest whole version was published, by the clock of its learner; null if there is none yet. */
    public @Nullable Instant publishedAt() {
        return publishedAt;
    }

    /** Version of the newest whole weights; -1 while there are none. */
    public long version() {
        return newest == null ? -1 : newest.version();
    }

    @Override
    public void close() {
        source.close();
    }

    private void take(Event<WeightsPart> event) {
        WeightsPart part = event.value();
        if (part.getContent() instanceof WeightsChunk chunk) {
            keep(part.getVersion(), chunk);
        } else if (part.getContent() instanceof WeightsManifest manifest) {
            close(event, part.getVersion(), manifest);
        }
    }

    private void keep(long version, WeightsChunk chunk) {
        if (version != chunksVersion) {
            chunks.clear();
            chunksVersion = version;
        }
        chunks.put(chunk.getIndex(), chunk.getBytes());
    }

    private void close(Event<WeightsPart> event, long version, WeightsManifest manifest) {
        if (version <= version() || version > last) {
            return;
        }
        if (!manifest.getShapes().equals(expected)) {
            source.reject(event, WeightsLayout.mismatch(version, manifest.getShapes(), expected));
        } else if (version != chunksVersion || chunks.size() != manifest.getChunks()) {
            // Compaction took chunks of an old version; the newer version follows behind.
            return;
        } else {
            assemble(event, version, manifest);
        }
    }

    private void assemble(Event<WeightsPart> event, long version, WeightsManifest manifest) {
        ByteBuffer bytes = ByteBuffer.allocate(
                        chunks.values().stream().mapToInt(ByteBuffer::remaining).sum())
                .order(ByteOrder.LITTLE_ENDIAN);
        chunks.values().forEach(chunk -> bytes.put(chunk.duplicate()));
        bytes.flip();
        String found = Checksum.sha256(bytes);
        if (!found.equals(manifest.getSha256())) {
            source.reject(
                    event,
                    "Weights " + version + " were damaged on the way: their SHA-256 is " + found
                            + ", but their manifest says " + manifest.getSha256() + ".");
        } else if (bytes.remaining() != parameterCount * Float.BYTES) {
            source.reject(
                    event,
                    "Weights " + version + " hold " + bytes.remaining() / Float.BYTES
                            + " numbers, but their shapes ask for " + parameterCount + ".");
        } else {
            use(event, new PublishedWeights(version, Tensors.floats(bytes), found), manifest.getPublishedAt());
        }
    }

    private void use(Event<WeightsPart> event, PublishedWeights whole, Instant published) {
        float[] parameters = whole.parameters();
        for (int i = 0; i < parameters.length; i++) {
            if (!Float.isFinite(parameters[i])) {
                source.reject(
                        event,
                        "Weights " + whole.version() + " hold " + parameters[i] + " as number " + i
                                + ", so nothing can be computed with them. The learner that published them has diverged:"
                                + " go back to an earlier checkpoint and lower the learning rate.");
                return;
            }
        }
        try {
            layout.check(parameters);
        } catch (IllegalArgumentException unusable) {
            source.reject(event, "Weights " + whole.version() + " cannot be used: " + unusable.getMessage());
            return;
        }
        newest = whole;
        publishedAt = published;
    }
}
