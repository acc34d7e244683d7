package io.millrace.learner.records;

import io.millrace.messages.RecordPiece;
import io.millrace.messages.Unroll;
import io.millrace.runtime.event.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was read of one piece and is not dealt yet: a queue for each lane, so that lanes may come in any order. Knows
 * from which partitions more has to come, so that one that is read faster than the others waits for them.
 */
final class ReadAhead {

    private final SourcePiece source;
    private final RecordPiece piece;
    private final long rounds;
    private final int mostPerPartition;
    private final List<Deque<Event<Unroll>>> waiting = new ArrayList<>();
    private final long[] expected;
    private final int[] held;
    private long place;

    /**
     * @param begin            place in the piece to begin at: what comes before is passed over
     * @param rounds           of the piece
     * @param mostPerPartition unrolls that are held of a partition before it has to wait
     */
    ReadAhead(SourcePiece source, long begin, long rounds, int mostPerPartition) {
        this.source = source;
        this.piece = source.piece();
        this.rounds = rounds;
        this.mostPerPartition = mostPerPartition;
        this.place = begin;
        expected = piece.getFirstUnrolls().stream().mapToLong(Long::longValue).toArray();
        held = new int[source.run().getPartitions()];
        for (int lane = 0; lane < piece.getLanes(); lane++) {
            waiting.add(new ArrayDeque<>());
        }
    }

    /**
     * Takes in what was read.
     *
     * @throws io.millrace.runtime.worker.UserMistake if an unroll is missing before it
     */
    void take(Event<Unroll> event) {
        Unroll unroll = event.value();
        int lane = unroll.getLane();
        if (!unroll.getRun().equals(piece.getRun()) || lane < 0 || lane >= expected.length) {
            // That run's own learner refused it.
            return;
        }
        long round = unroll.getNumber() - piece.getFirstUnrolls().get(lane);
        if (unroll.getNumber() < expected[lane] || round >= rounds) {
            return;
        }
        if (unroll.getNumber() > expected[lane]) {
            throw RecordScan.gap(
                    piece.getRun(), lane, expected[lane], unroll.getNumber(), event.partition(), event.offset());
        }
        expected[lane]++;
        if (round * piece.getLanes() + lane >= place) {
            waiting.get(lane).add(event);
            held[event.partition()]++;
        }
    }

    /** The next unroll in the order of the deal, if it is there. */
    @Nullable
    Event<Unroll> next() {
        Event<Unroll> next = waiting.get(lane()).poll();
        if (next != null) {
            held[next.partition()]--;
            place++;
        }
        return next;
    }

    /** Place in the piece of what comes next. */
    long place() {
        return place;
    }

    /** Unrolls that are read and not dealt. */
    int size() {
        return waiting.stream().mapToInt(Deque::size).sum();
    }

    /** Partitions that more has to come from: with the one that holds what is next, and without those that are ahead. */
    Set<Integer> wanted() {
        Set<Integer> wanted = new HashSet<>();
        for (int lane = 0; lane < expected.length; lane++) {
            int partition = partition(lane);
            boolean more = expected[lane] - piece.getFirstUnrolls().get(lane) < rounds;
            if (more && held[partition] < mostPerPartition) {
                wanted.add(partition);
            }
        }
        wanted.add(partition(lane()));
        return wanted;
    }

    /** Partition in which the next unroll of the deal has to be. */
    int nextPartition() {
        return partition(lane());
    }

    /** Number of the unroll that the deal needs next, in its lane. */
    String nextInWords() {
        int lane = lane();
        return "unroll " + (piece.getFirstUnrolls().get(lane) + place / piece.getLanes()) + " of lane " + lane;
    }

    private int lane() {
        return (int) (place % piece.getLanes());
    }

    private int partition(int lane) {
        return source.topics().partition(lane);
    }
}
