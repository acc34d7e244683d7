package io.millrace.datasets;

import io.millrace.messages.DatasetPiece;
import io.millrace.messages.Unroll;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Event;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The unrolls of a piece, each once, in the order in which its hash is taken: partition by partition, in the order of
 * offsets. What stands between them and is of no round of the piece is passed over. One thread at a time.
 */
public final class PieceReader implements AutoCloseable {

    /**
     * Where a reader is.
     *
     * @param partition that it reads
     * @param offset    of the next record
     * @param next      for each lane the number of its next unroll; negative where none was read
     */
    public record Position(int partition, long offset, List<Long> next) {
        public Position {
            next = List.copyOf(next);
        }
    }

    private final Bus bus;
    private final DatasetPiece piece;
    private final Topic<Unroll> topic;
    private final LaneOrder order;
    private int partition;
    private long offset;
    private @Nullable RecordReader reader;

    /**
     * @param from where to go on; null for the beginning
     * @throws RecordDefect if the log ends before the piece does
     */
    public PieceReader(Bus bus, DatasetPiece piece, @Nullable Position from) {
        this.bus = bus;
        this.piece = piece;
        this.topic = new Topics(piece.getRun(), piece.getFrom().size()).transitions();
        this.partition = from == null ? 0 : from.partition();
        this.offset = from == null ? piece.getFrom().get(0) : from.offset();
        this.order = from == null
                ? new LaneOrder(piece.getRun(), piece.getLanes())
                : new LaneOrder(
                        piece.getRun(),
                        from.next().stream().mapToLong(Long::longValue).toArray());
        if (from == null) {
            for (int lane = 0; lane < piece.getLanes(); lane++) {
                order.expect(lane, piece.getFirstUnrolls().get(lane));
            }
        }
        requireAll();
    }

    /**
     * The next unroll; null behind the last.
     *
     * @throws RecordDefect if one is missing or cannot be read; the message names partition and offset
     */
    public @Nullable Event<Unroll> next() {
        while (partition < piece.getTo().size()) {
            Event<Unroll> event = opened().next();
            if (event == null) {
                endPartition();
                continue;
            }
            offset = event.offset() + 1;
            if (ofTheRounds(event.value()) && order.take(event)) {
                return event;
            }
        }
        return null;
    }

    /** Where the next unroll is looked for. */
    public Position position() {
        return new Position(
                partition, offset, Arrays.stream(order.next()).boxed().toList());
    }

    /** Whether an unroll is the last of its lane in the piece. */
    public boolean last(Unroll unroll) {
        return unroll.getNumber() == behindLast(unroll.getLane()) - 1;
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }

    private RecordReader opened() {
        RecordReader open = reader;
        if (open == null) {
            open = new RecordReader(bus, topic, partition, offset, piece.getTo().get(partition));
            reader = open;
        }
        return open;
    }

    private void endPartition() {
        close();
        for (int lane = partition;
                lane < piece.getLanes();
                lane += piece.getTo().size()) {
            long next = order.next()[lane];
            if (next < behindLast(lane)) {
                throw new RecordDefect("Unroll " + next + " of lane " + lane + " of run \"" + piece.getRun()
                        + "\" is gone: partition " + partition + " of " + topic.name() + " no longer holds it before"
                        + " offset " + piece.getTo().get(partition) + ".");
            }
        }
        partition++;
        offset = partition < piece.getFrom().size() ? piece.getFrom().get(partition) : 0;
    }

    private boolean ofTheRounds(Unroll unroll) {
        int lane = unroll.getLane();
        return lane < 0
                || lane >= piece.getLanes()
                || (unroll.getNumber() >= piece.getFirstUnrolls().get(lane) && unroll.getNumber() < behindLast(lane));
    }

    private long behindLast(int lane) {
        return piece.getFirstUnrolls().get(lane) + piece.getRounds();
    }

    private void requireAll() {
        List<Long> ends = bus.ends(topic);
        for (int at = 0; at < ends.size(); at++) {
            if (ends.get(at) < piece.getTo().get(at)) {
                throw new RecordDefect("Partition " + at + " of " + topic.name() + " ends at offset " + ends.get(at)
                        + ", but the piece reaches to " + piece.getTo().get(at)
                        + ". It was recorded on another log, or that was cut off.");
            }
        }
    }
}
