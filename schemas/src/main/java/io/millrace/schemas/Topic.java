package io.millrace.schemas;

import java.time.Duration;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * A topic of the data path.
 *
 * @param name       full name on the broker
 * @param codec      how its values become bytes
 * @param partitions number of partitions; at least 1
 * @param keep       which records stay, and how long
 * @param <V>        message class of its values
 */
public record Topic<V extends SpecificRecordBase>(String name, Codec<V> codec, int partitions, Keep keep) {

    /** Which records of a topic stay. */
    public enum Keep {
        /** Requests and answers: of no use once the tick is over. */
        MINUTES(Duration.ofMinutes(10)),
        /** Statistics. */
        DAYS(Duration.ofDays(7)),
        /** The recorded experience and everything that explains it. */
        FOR_EVER(Duration.ofMillis(-1)),
        /** The newest record of each key. */
        NEWEST(Duration.ofMillis(-1));

        private final Duration time;

        Keep(Duration time) {
            this.time = time;
        }

        /** Least time that a record stays; negative where there is no end. */
        public Duration time() {
            return time;
        }

        /** Whether older records of a key may go once there is a newer one. */
        public boolean compacted() {
            return this == NEWEST;
        }
    }
}
