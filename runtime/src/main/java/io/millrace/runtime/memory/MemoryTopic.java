package io.millrace.runtime.memory;

import io.millrace.runtime.memory.MemoryBus.StoredRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** One topic in memory: its partitions and the groups that share them. Safe for use by several threads. */
final class MemoryTopic {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition appended = lock.newCondition();
    private final List<Partition> partitions = new ArrayList<>();
    private final Map<String, List<Object>> groups = new HashMap<>();
    private final long byteLimit;

    MemoryTopic(int partitions, long byteLimit) {
        for (int i = 0; i < partitions; i++) {
            this.partitions.add(new Partition());
        }
        this.byteLimit = byteLimit / partitions;
    }

    int partitions() {
        return partitions.size();
    }

    void append(int partition, String key, byte[] value) {
        lock.lock();
        try {
            partitions.get(partition).append(key, value, byteLimit);
            appended.signalAll();
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

    /** Waits until some partition has a record at or beyond its position, or the time is over. */
    void awaitBeyond(Map<Integer, Long> positions, Duration timeout) {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (left > 0 && !anyBeyond(positions)) {
                left = appended.awaitNanos(left);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
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

    void join(String group, Object member) {
        lock.lock();
        try {
            groups.computeIfAbsent(group, name -> new ArrayList<>()).add(member);
        } finally {
            lock.unlock();
        }
    }

    void leave(String group, Object member) {
        lock.lock();
        try {
            groups.getOrDefault(group, new ArrayList<>()).remove(member);
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

    private boolean anyBeyond(Map<Integer, Long> positions) {
        return positions.entrySet().stream()
                .anyMatch(position -> partitions.get(position.getKey()).end > position.getValue());
    }

    /** Records in a ring that grows; the oldest are forgotten beyond the byte limit. */
    private static final class Partition {

        private StoredRecord[] ring = new StoredRecord[64];
        private long beginning;
        private long end;
        private long bytes;

        void append(String key, byte[] value, long byteLimit) {
            if (end - beginning == ring.length) {
                grow();
            }
            ring[slot(end)] = new StoredRecord(end, key, value);
            end++;
            bytes += value.length;
            while (bytes > byteLimit && end - beginning > 1) {
                bytes -= ring[slot(beginning)].value().length;
                beginning++;
            }
        }

        List<StoredRecord> read(long from, int most) {
            List<StoredRecord> read = new ArrayList<>();
            long first = Math.max(from, beginning);
            for (long offset = first; offset < Math.min(end, first + most); offset++) {
                read.add(ring[slot(offset)]);
            }
            return read;
        }

        private int slot(long offset) {
            return (int) (offset % ring.length);
        }

        private void grow() {
            StoredRecord[] larger = new StoredRecord[ring.length * 2];
            for (long offset = beginning; offset < end; offset++) {
                larger[(int) (offset % larger.length)] = ring[slot(offset)];
            }
            ring = larger;
        }
    }
}
