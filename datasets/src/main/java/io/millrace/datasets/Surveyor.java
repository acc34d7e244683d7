package io.millrace.datasets;

import io.millrace.messages.DatasetPiece;
import io.millrace.messages.Unroll;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Event;

/** Reads pieces through. */
final class Surveyor {

    private Surveyor() {}

    /**
     * Counts a piece.
     *
     * @return the piece, with the offsets that its records stand at
     */
    static DatasetPiece survey(Bus bus, DatasetPiece piece, Tally tally, Watcher watcher) {
        tally.begin(piece);
        long all = piece.getRounds() * piece.getLanes();
        long read = 0;
        try (PieceReader reader = new PieceReader(bus, piece, null)) {
            for (Event<Unroll> event = reader.next(); event != null; event = reader.next()) {
                tally.take(event);
                read++;
                watcher.at(read, all);
            }
        }
        return tally.bounded(piece);
    }
}
