package io.millrace.weights;

import io.millrace.messages.WeightsChunk;
import io.millrace.messages.WeightsManifest;
import io.millrace.messages.WeightsPart;
import io.millrace.policy.parameters.ParameterLayout;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Follows the weights topic: puts chunks together, checks each version against its manifest, and gives
 * the newest whole one. Versions that are damaged, do not fit or hold what is no finite number go to
 * quarantine, and the version before stays. A version that is not newer is passed over, and so are the parts
 * that are there to be kept. Holds the chunks of one version at a time. One thread at a time.
 */
public final class WeightsFollower implements AutoCloseable {

    private final EventSource<WeightsPart> source;
    private final ParameterLayout layout;
    private final long last;
    private final SortedMap<Integer, ByteBuffer> chunks = new TreeMap<>();
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
        if (WeightsPublisher.isOfKept(event.key(), part)) {
            // It came, or comes, under the usual keys too.
            return;
        }
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
        try {
            WholeWeights.requireShapes(version, manifest, layout);
            if (version != chunksVersion || chunks.size() != manifest.getChunks()) {
                // Compaction took chunks of an old version; the newer version follows behind.
                return;
            }
            newest = WholeWeights.of(version, chunks, manifest, layout);
            publishedAt = manifest.getPublishedAt();
        } catch (UnusableWeightsException unusable) {
            source.reject(event, String.valueOf(unusable.getMessage()));
        }
    }
}
