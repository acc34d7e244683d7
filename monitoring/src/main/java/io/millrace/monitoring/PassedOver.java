package io.millrace.monitoring;

import io.millrace.runtime.event.Rejections;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves out what cannot be read. Who computes the statistics puts it into quarantine; whoever reads the same topics
 * beside that, or reads them again after a restart, would only put it there once more.
 */
enum PassedOver implements Rejections {
    QUIETLY;

    private static final Logger LOGGER = LoggerFactory.getLogger(PassedOver.class);

    @Override
    public void reject(
            String topic, int partition, long offset, byte @Nullable [] key, byte @Nullable [] value, String reason) {
        LOGGER.atDebug()
                .addKeyValue("topic", topic)
                .addKeyValue("offset", offset)
                .log("passed over a record that cannot be read");
    }
}
