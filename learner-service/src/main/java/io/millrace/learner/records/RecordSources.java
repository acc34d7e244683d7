package io.millrace.learner.records;

import io.millrace.learner.records.RecordRequest.Reach;
import io.millrace.messages.RecordPiece;
import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Rejections;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.runtime.worker.UserMistake;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which parts of which records a run learns from. That is settled when the run is registered, and stands in its
 * registration from then on: a record may grow, and the run stays the same.
 */
public final class RecordSources {

    /** What cannot be read is kept by the run whose log it is; here it shows as a gap. */
    static final Rejections PASSED_OVER = (topic, partition, offset, key, value, reason) -> {};

    private final Bus bus;
    private final Collection<Run> runs;

    private RecordSources(Bus bus) {
        this.bus = bus;
        this.runs = new RunRegistry(bus).all();
    }

    /**
     * The run with the parts of records that it asks for; the run itself if it asks for none.
     *
     * @param run not registered yet
     * @throws UserMistake if there is no such run or dataset, or nothing in the range, if a part of it is deleted or has
     *     a gap, or does not fit the run; the message says what there is, and what to do
     */
    public static Run settled(Bus bus, Run run, RecordRequest request) {
        return request.names().isEmpty() ? run : new RecordSources(bus).settled(run, request);
    }

    private Run settled(Run run, RecordRequest request) {
        boolean follows = request.reach() == Reach.AS_IT_GROWS;
        List<RecordPiece> pieces = new ArrayList<>();
        for (SourceName name : request.names()) {
            pieces.addAll(name.isRun() ? List.of(piece(run, name.name(), request)) : dataset(run, name.name()));
        }
        if (follows) {
            requireSameLanes(run, pieces.get(0));
        } else {
            requireEnough(run, pieces);
        }
        return Run.newBuilder(run).setSources(pieces).setFollows(follows).build();
    }

    private RecordPiece piece(Run learner, String name, RecordRequest request) {
        Run source = named(learner, name);
        RecordFit.require(learner, source);
        RecordPiece piece = RecordScan.piece(bus, source, request.range());
        if (piece.getRounds() == 0 && request.reach() == Reach.AS_IT_STANDS) {
            throw new UserMistake(
                    request.range().isWhole()
                            ? "Run \"" + name + "\" has recorded nothing yet that could be learned from. Let it learn,"
                                    + " or only act and record, for at least one update first."
                            : "The record of run \"" + name + "\" holds no whole round of its " + source.getLanes()
                                    + " lanes " + request.range() + ". "
                                    + RecordCensus.of(bus, source)
                                    + " Set learner.source-from and learner.source-to within that.");
        }
        return piece;
    }

    private List<RecordPiece> dataset(Run learner, String name) {
        List<RecordPiece> pieces = Datasets.pieces(bus, name);
        pieces.forEach(piece -> RecordFit.require(learner, recorded(learner, piece)));
        return pieces;
    }

    /**
     * The parts of records that a registered run learns from, in the order in which it does.
     *
     * @throws UserMistake if a run that recorded one is gone, or another one now
     */
    public static List<SourcePiece> of(Bus bus, Run run) {
        return new RecordSources(bus).pieces(run);
    }

    private List<SourcePiece> pieces(Run run) {
        List<RecordPiece> pieces = run.getSources();
        if (pieces == null) {
            // Registered before the parts stood in the registration: all of what one run recorded.
            Run source = named(run, String.valueOf(run.getSource()));
            RecordFit.require(run, source);
            pieces = List.of(
                    piece(run, source.getRun(), new RecordRequest(List.of(), RecordRange.WHOLE, Reach.AS_IT_STANDS)));
        }
        return pieces.stream()
                .map(piece -> new SourcePiece(piece, recorded(run, piece)))
                .toList();
    }

    /** The run that recorded a piece, if it still is the one. */
    private Run recorded(Run learner, RecordPiece piece) {
        Run source = named(learner, piece.getRun());
        if (!source.getSettingsHash().equals(piece.getSettingsHash())) {
            throw new UserMistake("Run \"" + piece.getRun() + "\" is not the one any more whose record is meant: its"
                    + " settings have the hash " + source.getSettingsHash()
                    + ", and those of the one that recorded had "
                    + piece.getSettingsHash() + ". Bring that run's log back, or begin a run of another name that"
                    + " learns from what is there now.");
        }
        return source;
    }

    private Run named(Run learner, String name) {
        return runs.stream()
                .filter(run -> run.getRun().equals(name))
                .findFirst()
                .orElseThrow(() -> new UserMistake("Run \"" + learner.getRun() + "\" is to learn from what run \""
                        + name + "\" recorded, but there is no such run here. Runs there are: " + others(learner)
                        + ". Set learner.source to one of them."));
    }

    private String others(Run learner) {
        String others = runs.stream()
                .map(Run::getRun)
                .filter(run -> !run.equals(learner.getRun()))
                .collect(Collectors.joining(", "));
        return others.isEmpty() ? "none" : others;
    }

    private static void requireEnough(Run run, List<RecordPiece> pieces) {
        long unrolls = pieces.stream()
                .mapToLong(piece -> piece.getRounds() * piece.getLanes())
                .sum();
        if (unrolls < run.getLanes()) {
            throw new UserMistake("What run \"" + run.getRun() + "\" is to learn from holds " + unrolls
                    + " unrolls, but an update takes one for each of its " + run.getLanes()
                    + " lanes. Set lanes.count to at most " + unrolls + ", or learn from more.");
        }
    }

    private static void requireSameLanes(Run run, RecordPiece followed) {
        if (run.getLanes() != followed.getLanes()) {
            throw new UserMistake("Run \"" + run.getRun() + "\" follows run \"" + followed.getRun()
                    + "\", but lanes.count is " + run.getLanes() + " here and " + followed.getLanes()
                    + " there. Who follows a run has its lanes: set lanes.count to " + followed.getLanes() + ".");
        }
    }
}
