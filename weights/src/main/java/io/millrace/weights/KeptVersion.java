package io.millrace.weights;

import io.millrace.messages.WeightsChunk;
import io.millrace.messages.WeightsManifest;
import io.millrace.messages.WeightsPart;
import io.millrace.policy.parameters.ParameterLayout;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the parts of one version, in whatever order they come: a learner that was killed while it published a version
 * publishes it again, and compaction then leaves some parts of either time.
 */
final class KeptVersion {

    private final long version;
    private final SortedMap<Integer, ByteBuffer> chunks = new TreeMap<>();
    private @Nullable WeightsManifest manifest;

    KeptVersion(long version) {
        this.version = version;
    }

    /** Takes a part if it is of this version. */
    void take(WeightsPart part) {
        if (part.getVersion() != version) {
            return;
        }
        if (part.getContent() instanceof WeightsChunk chunk) {
            chunks.put(chunk.getIndex(), chunk.getBytes());
        } else if (part.getContent() instanceof WeightsManifest closing) {
            manifest = closing;
        }
    }

    /**
     * The version, if all of its parts came.
     *
     * @throws UnusableWeightsException if it cannot be used
     */
    Optional<PublishedWeights> whole(ParameterLayout layout) {
        WeightsManifest closing = manifest;
        return closing == null || chunks.size() != closing.getChunks()
                ? Optional.empty()
                : Optional.of(WholeWeights.of(version, chunks, closing, layout));
    }
}
