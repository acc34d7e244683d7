package io.millrace.learner.records;

import io.millrace.messages.Unroll;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.run.ReaderGroups;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The recorded unrolls that a run learns from, in the order in which a {@link Deal} deals them, pass after pass. Each has
 * the lane and the number that it is dealt as. What is read ahead is bounded: a partition that is ahead of the others
 * waits for them. One thread at a time; how far behind it is may be asked by any.
 */
public final class RecordLog implements EventSource<Unroll> {

    /** What is held of a record before it is dealt, about. */
    private static final long MOST_BYTES = 32L << 20;

    private static final int LEAST_UNROLLS = 4;

    private final Bus bus;
    private final String reader;
    private final List<SourcePiece> pieces;
    private final Deal deal;
    private final int mostPerPartition;
    private final @Nullable SourceProgress followed;
    private long pass;
    private int at;
    private ReadAhead ahead;
    private EventSource<Unroll> source;
    private Set<Integer> attended = Set.of();
    private boolean over;

    /** Places of the row that may be dealt: of a run that is followed, what its own learner is done with. */
    private long confirmed = Long.MAX_VALUE;

    private volatile long behind;

    /**
     * @param reader   topics of the run that learns
     * @param counted  what the first unroll of each lane is counted as
     * @param followed how far the run is that is followed; null where the record stands as it is
     */
    RecordLog(
            Bus bus,
            Topics reader,
            List<SourcePiece> pieces,
            Deal deal,
            long counted,
            int unrollBytes,
            @Nullable SourceProgress followed) {
        this.bus = bus;
        this.reader = reader.run();
        this.pieces = pieces;
        this.deal = deal;
        this.followed = followed;
        int partitions = pieces.stream()
                .mapToInt(piece -> piece.run().getPartitions())
                .max()
                .orElse(1);
        mostPerPartition = (int) Math.max(LEAST_UNROLLS, MOST_BYTES / unrollBytes / partitions);
        over = counted >= deal.end();
        pass = over ? 0 : counted / deal.rounds();
        long place = over ? 0 : counted % deal.rounds() * deal.lanes();
        at = deal.pieceAt(place);
        ahead = begun(place - deal.beginOf(at));
        source = opened();
    }

    @Override
    public List<Event<Unroll>> poll(Duration timeout) {
        if (followed != null) {
            follow(followed);
        }
        List<Event<Unroll>> dealt = dealt();
        if (dealt.isEmpty() && !over) {
            read(timeout);
            dealt = dealt();
        }
        return dealt;
    }

    @Override
    public Set<Integer> partitions() {
        return source.partitions();
    }

    @Override
    public long position(int partition) {
        return source.position(partition);
    }

    /**
     * Stops the run: a record does not become better by waiting.
     *
     * @throws UserMistake always
     */
    @Override
    public void reject(Event<Unroll> event, String reason) {
        Counting.Recorded recorded =
                deal.recorded(event.value().getLane(), event.value().getNumber());
        throw new UserMistake("Unroll " + recorded.number() + " of lane " + recorded.lane() + " in the record of run \""
                + pieces.get(recorded.piece()).run().getRun() + "\", at offset " + event.offset() + " of partition "
                + event.partition() + ", cannot be learned from (it is dealt as unroll "
                + event.value().getNumber() + " of lane " + event.value().getLane() + "): " + reason
                + " Learn from a part without it: see learner.source-from and learner.source-to.");
    }

    /** Unrolls that the own learner of a run that is followed is done with, and that are not dealt here yet. */
    public long behind() {
        return behind;
    }

    @Override
    public void close() {
        source.close();
        if (followed != null) {
            followed.close();
        }
    }

    private void follow(SourceProgress progress) {
        progress.follow();
        long rounds = progress.roundsFrom(pieces.get(0).piece().getFirstUnrolls());
        if (progress.over()) {
            deal.endAt(rounds);
        }
        confirmed = rounds * deal.lanes();
        behind = Math.max(0, confirmed - ahead.place());
    }

    private List<Event<Unroll>> dealt() {
        List<Event<Unroll>> dealt = new ArrayList<>();
        Event<Unroll> next = next();
        while (next != null) {
            dealt.add(next);
            next = next();
        }
        return dealt;
    }

    private @Nullable Event<Unroll> next() {
        long place = deal.beginOf(at) + ahead.place();
        long number = pass * deal.rounds() + place / deal.lanes();
        if (over || place >= confirmed) {
            return null;
        }
        if (number >= deal.end()) {
            over = true;
            return null;
        }
        Event<Unroll> event = ahead.next();
        if (event == null) {
            return null;
        }
        event.value().setLane((int) (place % deal.lanes()));
        event.value().setNumber(number);
        moveOn(place + 1);
        return event;
    }

    /** To the next piece, or the next pass, if this was the end of one. */
    private void moveOn(long place) {
        if (followed == null && place >= deal.rounds() * deal.lanes()) {
            pass++;
            go(0);
        } else if (place >= deal.beginOf(at + 1)) {
            go(at + 1);
        }
    }

    private void go(int piece) {
        if (pass * deal.rounds() >= deal.end()) {
            over = true;
            return;
        }
        SourcePiece before = pieces.get(at);
        at = piece;
        ahead = begun(0);
        attended = Set.of();
        if (before.run().equals(pieces.get(at).run())) {
            source.seek(pieces.get(at).piece().getFrom());
        } else {
            source.close();
            source = opened();
        }
    }

    private ReadAhead begun(long begin) {
        SourcePiece piece = pieces.get(at);
        return new ReadAhead(
                piece, begin, followed == null ? piece.piece().getRounds() : Long.MAX_VALUE, mostPerPartition);
    }

    private EventSource<Unroll> opened() {
        SourcePiece piece = pieces.get(at);
        return followed == null
                ? bus.reader(piece.transitions(), piece.piece().getFrom(), RecordSources.PASSED_OVER)
                : bus.reader(
                        piece.transitions(),
                        piece.piece().getFrom(),
                        ReaderGroups.follower(piece.topics(), reader),
                        RecordSources.PASSED_OVER);
    }

    private void read(Duration timeout) {
        Set<Integer> wanted = ahead.wanted();
        if (!wanted.equals(attended)) {
            source.attendTo(wanted);
            attended = wanted;
        }
        List<Event<Unroll>> events = source.poll(timeout);
        events.forEach(ahead::take);
        if (events.isEmpty() && followed == null) {
            requireMore();
        }
    }

    private void requireMore() {
        int partition = ahead.nextPartition();
        long to = pieces.get(at).piece().getTo().get(partition);
        if (source.position(partition) >= to) {
            throw new UserMistake("The record of run \"" + pieces.get(at).run().getRun() + "\" does not hold "
                    + ahead.nextInWords() + " any more: partition " + partition + " was read to offset " + to
                    + ", where the part ends that this run learns from. Bring back the broker's data, or begin a run"
                    + " of another name.");
        }
    }
}
