package io.millrace.learner;

import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Rejections;
import io.millrace.schemas.Retention;
import io.millrace.schemas.Topic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;

/** A bus as one process sees it: notes what that process sends, and can kill it at a given moment. */
final class WatchedBus implements Bus {

    /** The process is dead: nothing that it would have done afterwards happens. */
    static final class KilledException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * When a process dies.
     *
     * @param moment as {@link #moments} names it: before it sends, or after it was acknowledged
     * @param times  how often that moment comes before it dies, this time included
     */
    record Death(String moment, int times) {}

    private final Bus bus;
    private final Death death;
    private final List<String> moments = new ArrayList<>();

    /** A process that lives on. */
    WatchedBus(Bus bus) {
        this(bus, new Death("never", 1));
    }

    WatchedBus(Bus bus, Death death) {
        this.bus = bus;
        this.death = death;
    }

    /** Such as {@code sends updates} and {@code knows of updates}, in order. */
    List<String> moments() {
        return moments;
    }

    @Override
    public <V extends SpecificRecordBase> EventSink<V> sink(Topic<V> topic, Delivery delivery) {
        EventSink<V> sink = bus.sink(topic, delivery);
        String name = topic.name().substring(topic.name().lastIndexOf('.') + 1);
        return new EventSink<>() {
            @Override
            public void send(int partition, String key, V value) {
                come("sends " + name);
                sink.send(partition, key, value);
            }

            @Override
            public void flush() {
                sink.flush();
                come("knows of " + name);
            }
        };
    }

    private void come(String moment) {
        moments.add(moment);
        if (moment.equals(death.moment()) && Collections.frequency(moments, moment) == death.times()) {
            throw new KilledException();
        }
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
