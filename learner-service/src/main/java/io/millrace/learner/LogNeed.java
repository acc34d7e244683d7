package io.millrace.learner;

import io.millrace.messages.Checkpoint;
import io.millrace.messages.ConsumedUnroll;
import io.millrace.messages.Run;
import io.millrace.messages.Update;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Rejections;
import io.millrace.runtime.run.LaterSettings;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The oldest of a run's transitions that its learner would read if it were started again: what it has not learned from,
 * and what its replay memory holds.
 *
 * @param version where it would go on
 * @param from    for each partition, the offset of the oldest record that it needs
 */
public record LogNeed(long version, List<Long> from) {

    private static final Duration POLL = Duration.ofMillis(200);

    /**
     * What a start needs.
     *
     * @param saved  the checkpoint it goes on from; nothing without one
     * @param before entries of the ledger up to there, as many as fill the memory
     */
    static LogNeed ofStart(int partitions, Optional<Checkpoint> saved, Collection<Update> before) {
        List<Long> positions = saved.map(Checkpoint::getPositions).orElse(Collections.nCopies(partitions, 0L));
        return new LogNeed(
                saved.map(Checkpoint::getVersion).orElse(0L),
                lowered(positions, before.stream().map(Update::getConsumed).toList()));
    }

    /**
     * What the learner of a registered run, which learns from its own transitions, needs as far as the log tells.
     *
     * @param saved its checkpoint, where that is known; else the one before the last that it may have
     * @return nothing if the run is over, or its learner has not begun
     * @throws BusException if the ledger cannot be read
     */
    public static Optional<LogNeed> ofRun(Bus bus, Run run, Optional<Checkpoint> saved) {
        Settings settings =
                LaterSettings.completed(Settings.parse(run.getSettings(), "the settings of " + run.getRun()));
        if (!settings.has("learner")) {
            return Optional.empty();
        }
        LearnerSettings learner = settings.bind("learner", LearnerSettings.class);
        Deque<Update> ledger = ledger(bus, run);
        if (ledger.isEmpty() || ledger.getLast().getSteps() >= learner.steps()) {
            return Optional.empty();
        }
        long version = saved.map(Checkpoint::getVersion)
                .orElse((ledger.getLast().getVersion() - 1) / learner.checkpointEvery() * learner.checkpointEvery());
        List<Update> before =
                ledger.stream().filter(entry -> entry.getVersion() <= version).toList();
        List<Update> beyond =
                ledger.stream().filter(entry -> entry.getVersion() > version).toList();
        List<Long> positions = saved.map(Checkpoint::getPositions).orElseGet(() -> positions(run, before, beyond));
        long steps = before.isEmpty() ? 0 : before.get(before.size() - 1).getSteps();
        long memory = LearnerService.memory(settings);
        return Optional.of(new LogNeed(
                version,
                lowered(
                        positions,
                        before.stream()
                                .filter(entry -> entry.getSteps() > steps - memory)
                                .map(Update::getConsumed)
                                .toList())));
    }

    /**
     * Refuses to begin where some of it is gone: what is missing would be passed over without a word.
     *
     * @param beginnings of the transitions' partitions
     * @throws UserMistake if a record is not on the log any more; the message says which, and what is
     */
    void requireKept(Run run, List<Long> beginnings) {
        for (int partition = 0; partition < from.size(); partition++) {
            long oldest = beginnings.get(partition);
            if (from.get(partition) < oldest) {
                throw new UserMistake(
                        "The transitions of run \"" + run.getRun() + "\" do not reach back any more to what"
                                + " its learner needs to go on from version " + version + ": in partition " + partition
                                + " that is offset " + from.get(partition)
                                + " and what follows, but the oldest record there is "
                                + oldest + ". " + (oldest - from.get(partition))
                                + " records are gone, and without them it would"
                                + " learn something else. Give back the broker's data, or begin a run of another name. To keep"
                                + " more: topics.keep-for and topics.keep-megabytes, or \"millrace retention\" for a run that is"
                                + " registered.");
            }
        }
    }

    /** Without a checkpoint at hand: behind what was consumed up to it, where nothing says otherwise. */
    private static List<Long> positions(Run run, List<Update> before, List<Update> beyond) {
        List<Long> positions = new ArrayList<>(Collections.nCopies(run.getPartitions(), 0L));
        for (Update entry : before) {
            for (ConsumedUnroll consumed : all(entry)) {
                int partition = consumed.getPartition();
                positions.set(partition, Math.max(positions.get(partition), consumed.getOffset() + 1));
            }
        }
        return lowered(positions, beyond.stream().map(LogNeed::all).toList());
    }

    private static List<ConsumedUnroll> all(Update entry) {
        List<ConsumedUnroll> all = new ArrayList<>(entry.getConsumed());
        all.addAll(entry.getDropped());
        return all;
    }

    private static List<Long> lowered(List<Long> positions, List<List<ConsumedUnroll>> needed) {
        List<Long> from = new ArrayList<>(positions);
        for (List<ConsumedUnroll> unrolls : needed) {
            for (ConsumedUnroll unroll : unrolls) {
                from.set(unroll.getPartition(), Math.min(from.get(unroll.getPartition()), unroll.getOffset()));
            }
        }
        return List.copyOf(from);
    }

    private static Deque<Update> ledger(Bus bus, Run run) {
        var topic = new Topics(run.getRun(), run.getPartitions()).updates();
        Rejections refused = (name, partition, offset, key, value, reason) -> {
            throw new LedgerException("The ledger of run " + run.getRun() + " cannot be read: " + reason);
        };
        Deque<Update> ledger = new ArrayDeque<>();
        long end = bus.ends(topic).get(0);
        try (EventSource<Update> source = bus.reader(topic, Start.BEGINNING, refused)) {
            while (source.position(0) < end) {
                source.poll(POLL).stream().map(Event::value).forEach(ledger::add);
                if (Thread.currentThread().isInterrupted()) {
                    throw new BusException("Stopped while reading the ledger.");
                }
            }
        }
        return ledger;
    }
}
