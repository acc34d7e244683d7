package io.millrace.schemas;

import java.time.Duration;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * A topic of the data path.
 *
 * @param name       full name on the broker
 * @param codec      how its values become bytes
 * @param partitions number of partitions; at least 1
 * @param keep       which records stay
 * @param retention  how long they stay when the topic is made; whoever runs the log may change it later
 * @param <V>        message class of its values
 */
public record Topic<V extends SpecificRecordBase>(
        String name, Codec<V> codec, int partitions, Keep keep, Retention retention) {

    /** A topic that is kept as long as its kind is. */
    public Topic(String name, Codec<V> codec, int partitions, Keep keep) {
        this(name, codec, partitions, keep, new Retention(keep.time(), 0));
    }

    /** The same topic, kept otherwise. */
    public Topic<V> keptFor(Retention other) {
        return new Topic<>(name, codec, partitions, keep, other);
    }

    /** Which records of a topic stay. */
    public enum Keep {
        /** Requests and answers: of no use once the tick is over. */
        MINUTES(Duration.ofMinutes(10)),
        /** Statistics. */
        DAYS(Duration.ofDays(7)),
        /** The recorded experience, unless its run says otherwise, and everything that explains it. */
        FOR_EVER(Duration.ZERO),
        /** The newest record of each key. */
        NEWEST(Duration.ZERO);

        private final Duration time;

        Keep(Duration time) {
            this.time = time;
        }

        /** Least time that a record stays, if nothing else is said; zero where there is no end. */
        public Duration time() {
            return time;
        }

        /** Whether older records of a key may go once there is a newer one. */
        public boolean compacted() {
            return this == NEWEST;
        }
    }
}
