package io.millrace.app.promises;

import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Rejections;
import io.millrace.schemas.Retention;
import io.millrace.schemas.Topic;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecordBase;

/** A bus on which a learner dies as soon as an entry of the ledger stands there, before anybody hears of it. */
final class MortalBus implements Bus {

    /** What a killed learner ends with. */
    static final class KilledException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final Bus bus;
    private final int last;
    private final AtomicInteger entries = new AtomicInteger();

    /** @param last how many entries there are then */
    MortalBus(Bus bus, int last) {
        this.bus = bus;
        this.last = last;
    }

    @Override
    public <V extends SpecificRecordBase> EventSink<V> sink(Topic<V> topic, Delivery delivery) {
        EventSink<V> sink = bus.sink(topic, delivery);
        return topic.name().endsWith(".updates") ? deadly(sink) : sink;
    }

    private <V> EventSink<V> deadly(EventSink<V> sink) {
        return new EventSink<>() {
            @Override
            public void send(int partition, String key, V value) {
                sink.send(partition, key, value);
                if (entries.incrementAndGet() == last) {
                    sink.flush();
                    throw new KilledException();
                }
            }

            @Override
            public void flush() {
                sink.flush();
            }
        };
    }

    @Override
    public void create(Collection<Topic<?>> topics) {
        bus.create(topics);
    }

    @Override
    public <V extends SpecificRecordBase> EventSource<V> member(Topic<V> topic, String group, Rejections rejections) {
        return bus.member(topic, group, rejections);
    }

    @Override
    public <V extends SpecificRecordBase> EventSource<V> reader(Topic<V> topic, Start start, Rejections rejections) {
        return bus.reader(topic, start, rejections);
    }

    @Override
    public <V extends SpecificRecordBase> EventSource<V> reader(
            Topic<V> topic, List<Long> positions, Rejections rejections) {
        return bus.reader(topic, positions, rejections);
    }

    @Override
    public <V extends SpecificRecordBase> EventSource<V> reader(
            Topic<V> topic, List<Long> positions, String group, Rejections rejections) {
        return bus.reader(topic, positions, group, rejections);
    }

    @Override
    public List<Long> told(Topic<?> topic, String group) {
        return bus.told(topic, group);
    }

    @Override
    public List<Long> ends(Topic<?> topic) {
        return bus.ends(topic);
    }

    @Override
    public List<Long> beginnings(Topic<?> topic) {
        return bus.beginnings(topic);
    }

    @Override
    public List<Long> storedBytes(Topic<?> topic) {
        return bus.storedBytes(topic);
    }

    @Override
    public Retention retention(Topic<?> topic) {
        return bus.retention(topic);
    }

    @Override
    public void retain(Topic<?> topic, Retention retention) {
        bus.retain(topic, retention);
    }

    @Override
    public double waitingSeconds() {
        return bus.waitingSeconds();
    }

    @Override
    public long unacknowledged() {
        return bus.unacknowledged();
    }

    @Override
    public void close() {
        bus.close();
    }
}
