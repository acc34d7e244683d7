package io.millrace.learner.records;

import io.millrace.messages.RecordPiece;
import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Finds the whole rounds in a part of what a run recorded, reading it once. */
final class RecordScan {

    private static final Duration POLL = Duration.ofMillis(200);

    private final Run run;
    private final RecordRange range;
    private final Topic<Unroll> topic;
    private final List<Long> beginnings;
    private final List<Long> ends;
    private final List<LaneScan> lanes;

    private RecordScan(Run run, RecordRange range, Topic<Unroll> topic, List<Long> beginnings, List<Long> ends) {
        this.run = run;
        this.range = range;
        this.topic = topic;
        this.beginnings = beginnings;
        this.ends = ends;
        this.lanes = IntStream.range(0, run.getLanes())
                .mapToObj(lane -> new LaneScan(range))
                .toList();
    }

    /**
     * The whole rounds of the range, as the record stands now; none at all is fine.
     *
     * @throws UserMistake if the range reaches back to what is deleted, or a lane's numbers have a gap in it
     */
    static RecordPiece piece(Bus bus, Run run, RecordRange range) {
        Topic<Unroll> topic = new Topics(run.getRun(), run.getPartitions()).transitions();
        List<Long> ends = bus.ends(topic);
        RecordScan scan = new RecordScan(run, range, topic, beginnings(bus, topic), ends);
        scan.requireKept(bus);
        scan.read(bus);
        return scan.wholeRounds();
    }

    static List<Long> beginnings(Bus bus, Topic<Unroll> topic) {
        try (EventSource<Unroll> source = bus.reader(topic, Start.BEGINNING, RecordSources.PASSED_OVER)) {
            return IntStream.range(0, topic.partitions())
                    .mapToObj(source::position)
                    .toList();
        }
    }

    private void requireKept(Bus bus) {
        Long from = range.fromOffset();
        if (from != null && beginnings.stream().anyMatch(beginning -> beginning > from)) {
            throw new UserMistake("The record of run \"" + run.getRun() + "\" " + range
                    + " is not whole any more: its beginning was deleted. " + RecordCensus.of(bus, run));
        }
    }

    private void read(Bus bus) {
        Long from = range.fromOffset();
        Long to = range.toOffset();
        List<Long> stops =
                ends.stream().map(end -> to == null ? end : Math.min(end, to)).toList();
        List<Long> starts = IntStream.range(0, ends.size())
                .mapToObj(partition -> from == null ? beginnings.get(partition) : Math.min(from, ends.get(partition)))
                .toList();
        boolean[] begun = new boolean[ends.size()];
        try (EventSource<Unroll> source = bus.reader(topic, starts, RecordSources.PASSED_OVER)) {
            while (IntStream.range(0, stops.size()).anyMatch(p -> source.position(p) < stops.get(p))) {
                for (Event<Unroll> event : source.poll(POLL)) {
                    if (event.offset() < stops.get(event.partition())) {
                        requireNotDeleted(bus, event, begun);
                        take(event);
                    }
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw new BusException("Stopped while looking through the record of run " + run.getRun() + ".");
                }
            }
        }
    }

    /** Where the log begins late, what is asked for has to begin later. */
    private void requireNotDeleted(Bus bus, Event<Unroll> event, boolean[] begun) {
        int partition = event.partition();
        if (!begun[partition]
                && beginnings.get(partition) > 0
                && range.fromTime().isAfter(Instant.MIN)
                && UnrollTimes.begun(event.value()).isAfter(range.fromTime())) {
            throw new UserMistake("The record of run \"" + run.getRun() + "\" " + range
                    + " is not whole any more: its beginning was deleted. " + RecordCensus.of(bus, run));
        }
        begun[partition] = true;
    }

    private void take(Event<Unroll> event) {
        Unroll unroll = event.value();
        int lane = unroll.getLane();
        if (!unroll.getRun().equals(run.getRun()) || lane < 0 || lane >= lanes.size()) {
            // The run's own learner refused it.
            return;
        }
        LaneScan scan = lanes.get(lane);
        if (!scan.take(unroll.getNumber(), event.offset(), UnrollTimes.begun(unroll))) {
            throw gap(run.getRun(), lane, scan.next(), unroll.getNumber(), event.partition(), event.offset());
        }
    }

    static UserMistake gap(String run, int lane, long expected, long found, int partition, long offset) {
        return new UserMistake("The record of run \"" + run + "\" has a gap: unroll " + expected + " of lane " + lane
                + " has to come next, but unroll " + found + " is there, at offset " + offset + " of partition "
                + partition + ". What lies between was deleted or could not be read. Learn from a part that is whole:"
                + " set learner.source-from behind the gap, or learner.source-to before it.");
    }

    private RecordPiece wholeRounds() {
        int rounds = lanes.stream().mapToInt(LaneScan::count).min().orElse(0);
        List<Long> from = new ArrayList<>();
        List<Long> to = new ArrayList<>();
        for (int partition = 0; partition < ends.size(); partition++) {
            from.add(first(partition));
            to.add(rounds == 0 ? first(partition) : behindLast(partition, rounds));
        }
        return RecordPiece.newBuilder()
                .setRun(run.getRun())
                .setSettingsHash(run.getSettingsHash())
                .setLanes(run.getLanes())
                .setRounds(rounds)
                .setFirstUnrolls(lanes.stream().map(LaneScan::first).toList())
                .setFrom(from)
                .setTo(to)
                .build();
    }

    /** Of a lane that has nothing yet, everything comes behind the end. */
    private long first(int partition) {
        return lanesOf(partition)
                .mapToLong(lane -> lanes.get(lane).count() == 0
                        ? ends.get(partition)
                        : lanes.get(lane).offset(0))
                .min()
                .orElse(ends.get(partition));
    }

    private long behindLast(int partition, int rounds) {
        return lanesOf(partition)
                        .mapToLong(lane -> lanes.get(lane).offset(rounds - 1))
                        .max()
                        .orElse(ends.get(partition) - 1)
                + 1;
    }

    private IntStream lanesOf(int partition) {
        return IntStream.range(0, lanes.size()).filter(lane -> lane % ends.size() == partition);
    }
}
