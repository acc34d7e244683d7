package io.millrace.runtime.event;

import org.jspecify.annotations.Nullable;

/** Takes the records that could not be used. The stream goes on without them. */
@FunctionalInterface
public interface Rejections {

    /**
     * Keeps a record as it was, with the reason.
     *
     * @param reason what was found and why it cannot work
     */
    void reject(
            String topic, int partition, long offset, byte @Nullable [] key, byte @Nullable [] value, String reason);
}
