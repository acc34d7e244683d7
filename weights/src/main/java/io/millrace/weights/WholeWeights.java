package io.millrace.weights;

import io.millrace.messages.WeightsManifest;
import io.millrace.policy.parameters.ParameterLayout;
import io.millrace.schemas.Tensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SortedMap;

/** Puts the parts of a version together, and checks that the whole can be used. */
final class WholeWeights {

    private WholeWeights() {}

    /**
     * The version that these parts are.
     *
     * @param chunks   all of them, by their place
     * @param expected the layout that the version must have
     * @throws UnusableWeightsException if they are damaged, do not fit or hold what is no finite number
     */
    static PublishedWeights of(
            long version, SortedMap<Integer, ByteBuffer> chunks, WeightsManifest manifest, ParameterLayout expected) {
        requireShapes(version, manifest, expected);
        ByteBuffer bytes = ByteBuffer.allocate(
                        chunks.values().stream().mapToInt(ByteBuffer::remaining).sum())
                .order(ByteOrder.LITTLE_ENDIAN);
        chunks.values().forEach(chunk -> bytes.put(chunk.duplicate()));
        bytes.flip();
        String found = Checksum.sha256(bytes);
        if (!found.equals(manifest.getSha256())) {
            throw new UnusableWeightsException("Weights " + version
                    + " were damaged on the way: their SHA-256 is " + found + ", but their manifest says "
                    + manifest.getSha256() + ".");
        }
        if (bytes.remaining() != expected.parameterCount() * Float.BYTES) {
            throw new UnusableWeightsException("Weights " + version + " hold " + bytes.remaining() / Float.BYTES
                    + " numbers, but their shapes ask for " + expected.parameterCount() + ".");
        }
        float[] parameters = Tensors.floats(bytes);
        requireUsable(version, parameters, expected);
        return new PublishedWeights(version, parameters, found);
    }

    /** @throws UnusableWeightsException if a version is of another layout */
    static void requireShapes(long version, WeightsManifest manifest, ParameterLayout expected) {
        if (!manifest.getShapes().equals(WeightsLayout.of(expected))) {
            throw new UnusableWeightsException(
                    WeightsLayout.mismatch(version, manifest.getShapes(), WeightsLayout.of(expected)));
        }
    }

    private static void requireUsable(long version, float[] parameters, ParameterLayout expected) {
        for (int i = 0; i < parameters.length; i++) {
            if (!Float.isFinite(parameters[i])) {
                throw new UnusableWeightsException("Weights " + version + " hold " + parameters[i] + " as number " + i
                        + ", so nothing can be computed with them. The learner that published them has diverged:"
                        + " go back to an earlier checkpoint and lower the learning rate.");
            }
        }
        try {
            expected.check(parameters);
        } catch (IllegalArgumentException unusable) {
            throw new UnusableWeightsException("Weights " + version + " cannot be used: " + unusable.getMessage());
        }
    }
}
