package io.millrace.datasets;

import io.millrace.messages.Dataset;
import io.millrace.messages.DatasetPiece;
import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.run.RunRegistry;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads a dataset again and compares it with what it was when it was made. */
public final class DatasetCheck {

    private final Bus bus;
    private final Watcher watcher;

    /** @param watcher told of unrolls that were read */
    public DatasetCheck(Bus bus, Watcher watcher) {
        this.bus = bus;
        this.watcher = watcher;
    }

    /**
     * Compares a dataset with the log.
     *
     * @throws RecordDefect at the first difference; the message says where it is
     */
    public void verify(Dataset dataset) {
        Map<String, Run> runs = new TreeMap<>();
        new RunRegistry(bus).all().forEach(run -> runs.put(run.getRun(), run));
        Tally tally = new Tally();
        for (DatasetPiece piece : dataset.getPieces()) {
            requireRun(piece, runs.get(piece.getRun()));
            DatasetPiece found = Surveyor.survey(bus, piece, tally, watcher);
            requireSamePlaces(piece, found);
        }
        Tally.Counts counts = tally.counts();
        compare(dataset, "unrolls", dataset.getUnrolls(), counts.unrolls());
        compare(dataset, "steps", dataset.getSteps(), counts.steps());
        compare(dataset, "episodes", dataset.getEpisodes(), counts.episodes());
        compare(dataset, "mean return", dataset.getMeanReturn(), counts.meanReturn());
        compare(dataset, "SHA-256 of its records", dataset.getSha256(), counts.sha256());
    }

    private static void requireRun(DatasetPiece piece, @Nullable Run run) {
        if (run == null) {
            throw new RecordDefect("Run \"" + piece.getRun() + "\" is no longer on this log, and with it all of the"
                    + " dataset that it recorded.");
        }
        if (!run.getSettingsHash().equals(piece.getSettingsHash())) {
            throw new RecordDefect("Run \"" + piece.getRun()
                    + "\" is another one than that of the dataset: its settings" + " have hash " + run.getSettingsHash()
                    + ", where " + piece.getSettingsHash() + " was recorded.");
        }
    }

    private static void requireSamePlaces(DatasetPiece expected, DatasetPiece found) {
        for (int partition = 0; partition < expected.getTo().size(); partition++) {
            long from = found.getFrom().get(partition);
            long to = found.getTo().get(partition);
            if (from != expected.getFrom().get(partition)
                    || to != expected.getTo().get(partition)) {
                throw new RecordDefect("Partition " + partition + " of run \"" + expected.getRun()
                        + "\" holds the unrolls of the dataset at offsets " + from + " to " + (to - 1) + ", where "
                        + expected.getFrom().get(partition) + " to "
                        + (expected.getTo().get(partition) - 1)
                        + " was recorded: it was written anew.");
            }
        }
    }

    private static void compare(Dataset dataset, String what, Object expected, Object found) {
        if (!expected.equals(found)) {
            throw new RecordDefect("Dataset \"" + dataset.getName() + "\" is not what it was: its " + what + " "
                    + (what.endsWith("s") && !what.startsWith("SHA") ? "are " : "is ") + found + " where " + expected
                    + " was noted. Every unroll stands where it did, so values in some were changed.");
        }
    }
}
