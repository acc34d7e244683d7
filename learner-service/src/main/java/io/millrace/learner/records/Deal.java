package io.millrace.learner.records;

import io.millrace.learner.experience.UnrollQueue.Place;
import io.millrace.messages.ConsumedUnroll;
import io.millrace.messages.RecordPiece;
import io.millrace.messages.Update;
import java.util.List;

/**
 * How recorded unrolls are dealt to the lanes of the run that learns from them, the same at every start. All unrolls of
 * a pass stand in one row: piece by piece, round by round, lane by lane. The one at place i goes to lane i mod L, as that
 * lane's number i / L; the next pass goes on counting. So update n takes number n - 1 of every lane. Fewer unrolls than
 * there are lanes may be left at the end of a pass: nobody learns from those.
 *
 * <p>The record of a run that is followed has one piece, which has as many lanes as this run and no end until
 * {@link #endAt} says where. Any thread may ask.
 */
public final class Deal implements Counting {

    private final List<RecordPiece> pieces;
    private final long[] begins;
    private final int lanes;
    private final long rounds;
    private volatile long end;

    /**
     * @param pieces at least one
     * @param lanes  of the run that learns, called L; at least 1
     * @param passes how often all of it is learned from; at least 1
     */
    public Deal(List<RecordPiece> pieces, int lanes, int passes) {
        this.pieces = List.copyOf(pieces);
        this.lanes = lanes;
        begins = new long[pieces.size() + 1];
        for (int i = 0; i < pieces.size(); i++) {
            begins[i + 1] =
                    begins[i] + pieces.get(i).getRounds() * pieces.get(i).getLanes();
        }
        rounds = begins[pieces.size()] / lanes;
        end = rounds * passes;
    }

    private Deal(RecordPiece followed) {
        pieces = List.of(followed);
        lanes = followed.getLanes();
        begins = new long[] {0, Long.MAX_VALUE};
        rounds = Long.MAX_VALUE;
        end = Long.MAX_VALUE;
    }

    /** Of a run that is followed as it records: endless for now. */
    static Deal following(RecordPiece piece) {
        return new Deal(piece);
    }

    /** Says that the record that is followed has so many rounds and no more. */
    void endAt(long recorded) {
        end = recorded;
    }

    /** Unrolls of each lane of this run in a pass. */
    long rounds() {
        return rounds;
    }

    /** Unrolls of each lane of this run in all passes; a number beyond all others where no end is known. */
    public long end() {
        return end;
    }

    /** Lanes of this run. */
    int lanes() {
        return lanes;
    }

    /** In which piece a place of the row stands. */
    int pieceAt(long place) {
        int piece = 0;
        while (place >= begins[piece + 1]) {
            piece++;
        }
        return piece;
    }

    /** Place in the row at which a piece begins. */
    long beginOf(int piece) {
        return begins[piece];
    }

    @Override
    public Recorded recorded(int lane, long number) {
        long place = number % rounds * lanes + lane;
        int at = pieceAt(place);
        RecordPiece piece = pieces.get(at);
        long within = place - begins[at];
        int recordedLane = (int) (within % piece.getLanes());
        return new Recorded(at, recordedLane, piece.getFirstUnrolls().get(recordedLane) + within / piece.getLanes());
    }

    @Override
    public Place counted(ConsumedUnroll consumed, Update entry) {
        RecordPiece piece = pieces.get(consumed.getSource());
        long round = consumed.getNumber() - piece.getFirstUnrolls().get(consumed.getLane());
        long place = begins[consumed.getSource()] + round * piece.getLanes() + consumed.getLane();
        long pass = (entry.getVersion() - 1) / rounds;
        return new Place((int) (place % lanes), pass * rounds + place / lanes);
    }

    @Override
    public boolean over(long version) {
        return version >= end;
    }
}
