package io.millrace.weights;

import io.millrace.messages.NamedShape;
import io.millrace.messages.WeightsChunk;
import io.millrace.messages.WeightsManifest;
import io.millrace.messages.WeightsPart;
import io.millrace.policy.parameters.ParameterLayout;
import io.millrace.runtime.event.EventSink;
import io.millrace.schemas.Tensors;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/** Publishes weights versions: chunks below the broker's default message limit, then the manifest that closes them. */
public final class WeightsPublisher {

    private static final int CHUNK_BYTES = 512 * 1024;

    /** Between the policy and the version in the keys of a version that is kept; no part of a policy's name. */
    private static final String KEPT = "@";

    private final EventSink<WeightsPart> sink;
    private final String policy;
    private final List<NamedShape> shapes;

    /** @param policy name of the policy whose weights these are */
    public WeightsPublisher(EventSink<WeightsPart> sink, String policy, ParameterLayout layout) {
        this.sink = sink;
        this.policy = policy;
        this.shapes = WeightsLayout.of(layout);
    }

    /** Publishes a version and returns once it is acknowledged. */
    public void publish(PublishedWeights weights, Instant now) {
        send(policy, weights, now);
    }

    /**
     * Publishes a version under keys of its own, which no other version has, so that compaction leaves it there; returns
     * once it is acknowledged. Whoever follows the newest passes it over. Keeping a version again does no harm.
     */
    public void keep(PublishedWeights weights, Instant now) {
        send(policy + KEPT + weights.version(), weights, now);
    }

    /** Whether a record is part of a version that is there to be kept. */
    static boolean isOfKept(String key, WeightsPart part) {
        return key.startsWith(part.getPolicy() + KEPT);
    }

    private void send(String key, PublishedWeights weights, Instant now) {
        ByteBuffer bytes = Tensors.ofFloats(weights.parameters());
        int chunks = (bytes.remaining() + CHUNK_BYTES - 1) / CHUNK_BYTES;
        for (int i = 0; i < chunks; i++) {
            int from = i * CHUNK_BYTES;
            ByteBuffer piece = bytes.slice(from, Math.min(CHUNK_BYTES, bytes.remaining() - from));
            send(weights.version(), key + "/" + i, new WeightsChunk(i, piece));
        }
        send(weights.version(), key + "/manifest", new WeightsManifest(chunks, weights.sha256(), shapes, now));
        sink.flush();
    }

    private void send(long version, String key, Object content) {
        sink.send(0, key, new WeightsPart(policy, version, content));
    }
}
