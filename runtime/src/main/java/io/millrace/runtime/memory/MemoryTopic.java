package io.millrace.runtime.memory;

import io.millrace.runtime.event.Bus;
import io.millrace.runtime.memory.MemoryBus.StoredRecord;
import io.millrace.schemas.Retention;
import io.millrace.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One topic in memory: its partitions and the groups that share them. Safe for use by several threads. */
final class MemoryTopic {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Partition> partitions = new ArrayList<>();
    private final Map<String, List<Object>> groups = new HashMap<>();
    private final Map<String, AtomicLongArray> told = new ConcurrentHashMap<>();
    private final long byteLimit;
    private final InstantSource clock;
    private Retention retention;
    private long memberships;

    /** @param byteLimit bytes that it keeps at most, whatever its retention says */
    MemoryTopic(Topic<?> topic, long byteLimit, InstantSource clock) {
        for (int i = 0; i < topic.partitions(); i++) {
            this.partitions.add(new Partition());
        }
        this.byteLimit = byteLimit / topic.partitions();
        this.clock = clock;
        this.retention = topic.retention();
    }

    int partitions() {
        return partitions.size();
    }

    void append(int partition, String key, byte @Nullable [] value) {
        lock.lock();
        try {
            Partition there = partitions.get(partition);
            Instant now = clock.instant();
            there.append(now, key, value);
            long share = retention.bytesOfPartition(partitions.size());
            there.forgetBeyond(share == 0 ? byteLimit : Math.min(share, byteLimit));
            if (retention.limitsTime()) {
                there.forgetBefore(now.minus(retention.time()));
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    List<StoredRecord> read(int partition, long from, int most) {
        lock.lock();
        try {
            return partitions.get(partition).read(from, most);
        } finally {
            lock.unlock();
        }
    }

    /** Does several things while nobody else changes or reads the topic. */
    void alone(Runnable reading) {
        lock.lock();
        try {
            reading.run();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until some partition has a record at or beyond its position, a group changed, or the time is over. */
    void awaitBeyond(Map<Integer, Long> positions, Duration timeout) {
        long left = timeout.toNanos();
        lock.lock();
        try {
            long before = memberships;
            while (left > 0 && before == memberships && !anyBeyond(positions)) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    long bytes() {
        lock.lock();
        try {
            return partitions.stream().mapToLong(partition -> partition.bytes).sum();
        } finally {
            lock.unlock();
        }
    }

    List<Long> storedBytes() {
        lock.lock();
        try {
            return partitions.stream().map(partition -> partition.bytes).toList();
        } finally {
            lock.unlock();
        }
    }

    Retention retention() {
        lock.lock();
        try {
            return retention;
        } finally {
            lock.unlock();
        }
    }

    void retain(Retention other) {
        lock.lock();
        try {
            retention = other;
        } finally {
            lock.unlock();
        }
    }

    long end(int partition) {
        lock.lock();
        try {
            return partitions.get(partition).end;
        } finally {
            lock.unlock();
        }
    }

    List<Long> ends() {
        lock.lock();
        try {
            return partitions.stream().map(partition -> partition.end).toList();
        } finally {
            lock.unlock();
        }
    }

    List<Long> beginnings() {
        lock.lock();
        try {
            return partitions.stream().map(partition -> partition.beginning).toList();
        } finally {
            lock.unlock();
        }
    }

    /** Where a group tells its position in each partition. */
    AtomicLongArray telling(String group) {
        return told.computeIfAbsent(group, name -> untold());
    }

    /** What a group told. */
    List<Long> told(String group) {
        AtomicLongArray positions = told.getOrDefault(group, untold());
        return IntStream.range(0, positions.length()).mapToObj(positions::get).toList();
    }

    private AtomicLongArray untold() {
        long[] none = new long[partitions.size()];
        Arrays.fill(none, Bus.UNTOLD);
        return new AtomicLongArray(none);
    }

    void join(String group, Object member) {
        lock.lock();
        try {
            groups.computeIfAbsent(group, name -> new ArrayList<>()).add(member);
            membersChanged();
        } finally {
            lock.unlock();
        }
    }

    void leave(String group, Object member) {
        lock.lock();
        try {
            groups.getOrDefault(group, new ArrayList<>()).remove(member);
            membersChanged();
        } finally {
            lock.unlock();
        }
    }

    Set<Integer> assigned(String group, Object member) {
        lock.lock();
        try {
            List<Object> members = groups.getOrDefault(group, List.of());
            Set<Integer> assigned = new TreeSet<>();
            for (int partition = 0; partition < partitions.size(); partition++) {
                if (members.get(partition % members.size()) == member) {
                    assigned.add(partition);
                }
            }
            return assigned;
        } finally {
            lock.unlock();
        }
    }

    private void membersChanged() {
        memberships++;
        changed.signalAll();
    }

    private boolean anyBeyond(Map<Integer, Long> positions) {
        return positions.entrySet().stream()
                .anyMatch(position -> partitions.get(position.getKey()).end > position.getValue());
    }

    /** Records in a ring that grows; the oldest are forgotten beyond the byte limit. */
    private static final class Partition {

        private @Nullable StoredRecord[] ring = new StoredRecord[64];
        private long beginning;
        private long end;
        private long bytes;

        void append(Instant at, String key, byte @Nullable [] value) {
            if (end - beginning == ring.length) {
                grow();
            }
            StoredRecord added = new StoredRecord(end, at, key, value);
            ring[slot(end)] = added;
            end++;
            bytes += added.bytes();
        }

        /** The newest record stays, however large it is. */
        void forgetBeyond(long byteLimit) {
            while (bytes > byteLimit && end - beginning > 1) {
                forgetOldest();
            }
        }

        void forgetBefore(Instant limit) {
            while (end - beginning > 1 && kept(beginning).at().isBefore(limit)) {
                forgetOldest();
            }
        }

        private void forgetOldest() {
            bytes -= kept(beginning).bytes();
            ring[slot(beginning)] = null;
            beginning++;
        }

        List<StoredRecord> read(long from, int most) {
            List<StoredRecord> read = new ArrayList<>();
            long first = Math.max(from, beginning);
            for (long offset = first; offset < Math.min(end, first + most); offset++) {
                read.add(kept(offset));
            }
            return read;
        }

        private StoredRecord kept(long offset) {
            return Objects.requireNonNull(ring[slot(offset)]);
        }

        private int slot(long offset) {
            return (int) (offset % ring.length);
        }

        private void grow() {
            @Nullable StoredRecord[] larger = new StoredRecord[ring.length * 2];
            for (long offset = beginning; offset < end; offset++) {
                larger[(int) (offset % larger.length)] = ring[slot(offset)];
            }
            ring = larger;
        }
    }
}
