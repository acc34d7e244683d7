package io.millrace.datasets;

import io.millrace.messages.DatasetPiece;
import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Tensors;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Looks through a run's record for the whole rounds that lie in a range. */
final class RecordIndex {

    private final Run run;
    private final Topic<Unroll> topic;
    private final RecordRange range;
    private final long[] first;
    private final long[] behindLast;
    private final List<Long> from = new ArrayList<>();
    private final List<String> kept = new ArrayList<>();

    private RecordIndex(Run run, RecordRange range) {
        this.run = run;
        this.topic = new Topics(run.getRun(), run.getPartitions()).transitions();
        this.range = range;
        this.first = new long[run.getLanes()];
        this.behindLast = new long[run.getLanes()];
        Arrays.fill(first, -1);
    }

    /**
     * The piece of a run's record that a range means. Its offsets are those that were read: records of other rounds
     * may stand between them.
     *
     * @throws UserMistake if there is no whole round in the range; the message says what there is
     * @throws RecordDefect if a lane has a gap in the range
     */
    static DatasetPiece pieceOf(Bus bus, Run run, RecordRange range, Watcher watcher) {
        return new RecordIndex(run, range).read(bus, watcher);
    }

    private DatasetPiece read(Bus bus, Watcher watcher) {
        List<Long> ends = bus.ends(topic);
        long all = ends.stream().mapToLong(Long::longValue).sum();
        long seen = 0;
        for (int partition = 0; partition < ends.size(); partition++) {
            seen += read(bus, partition, ends.get(partition), seen, all, watcher);
        }
        return piece(ends);
    }

    private long read(Bus bus, int partition, long end, long seenBefore, long all, Watcher watcher) {
        LaneOrder order = new LaneOrder(run.getRun(), run.getLanes());
        @Nullable Event<Unroll> oldest = null;
        @Nullable Event<Unroll> newest = null;
        long beginning = end;
        long seen = 0;
        try (RecordReader reader = new RecordReader(bus, topic, partition, 0, end)) {
            for (Event<Unroll> event = reader.next(); event != null; event = reader.next()) {
                oldest = oldest == null ? event : oldest;
                newest = event;
                if (range.holds(event) && order.take(event)) {
                    beginning = Math.min(beginning, event.offset());
                    take(event.value());
                }
                seen++;
                watcher.at(seenBefore + seen, all);
            }
        }
        from.add(beginning);
        note(partition, oldest, newest);
        return seen;
    }

    private void take(Unroll unroll) {
        int lane = unroll.getLane();
        first[lane] = first[lane] < 0 ? unroll.getNumber() : first[lane];
        behindLast[lane] = unroll.getNumber() + 1;
    }

    private void note(int partition, @Nullable Event<Unroll> oldest, @Nullable Event<Unroll> newest) {
        if (oldest == null || newest == null) {
            kept.add("partition " + partition + " holds nothing");
            return;
        }
        long[] times = Tensors.longs(newest.value().getEventTimes());
        kept.add("partition " + partition + " holds offsets " + oldest.offset() + " to " + newest.offset() + ", from "
                + Instant.ofEpochMilli(Tensors.longs(oldest.value().getEventTimes())[0]) + " to "
                + Instant.ofEpochMilli(times[times.length - 1]));
    }

    private DatasetPiece piece(List<Long> ends) {
        boolean everyLane = LongStream.of(first).allMatch(number -> number >= 0);
        // All lanes begin with the same round: an update learned from it at once.
        long begin = LongStream.of(first).max().orElse(0);
        long rounds = LongStream.of(behindLast).min().orElse(0) - begin;
        if (!everyLane || rounds < 1) {
            throw new UserMistake("From " + range + " there is no whole round of run \"" + run.getRun()
                    + "\" on the log, which is one unroll of each of its " + run.getLanes() + " lanes: "
                    + String.join("; ", kept) + ". Choose a range within that, or let the run record more.");
        }
        List<Long> firsts = new ArrayList<>();
        for (int lane = 0; lane < run.getLanes(); lane++) {
            firsts.add(begin);
        }
        return new DatasetPiece(
                run.getRun(), run.getSettingsHash(), run.getLanes(), rounds, firsts, List.copyOf(from), ends);
    }
}
