package io.millrace.learner;

import io.millrace.learner.LoggedPartition.UnreadableException;
import io.millrace.learner.experience.DecodedUnroll;
import io.millrace.learner.experience.ReceivedUnroll;
import io.millrace.learner.experience.UnrollQueue.Place;
import io.millrace.learner.experience.Unrolls;
import io.millrace.messages.ConsumedUnroll;
import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
import io.millrace.messages.Update;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.DamagedRecordException;
import io.millrace.runtime.event.Event;
import io.millrace.schemas.Topic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The recorded unrolls that a ledger names, as the learner got them: read from where the ledger says that they stand, in
 * the order of the ledger, each partition as far as it is needed and a fetch ahead. One thread at a time.
 */
final class LoggedUnrolls implements AutoCloseable {

    private final Bus bus;
    private final Run run;
    private final ReplayedRecord record;
    private final Unrolls unrolls;
    private final Map<String, LoggedPartition> partitions = new HashMap<>();

    /** @param unrolls decodes, and takes back what was learned from */
    LoggedUnrolls(Bus bus, Run run, ReplayedRecord record, Unrolls unrolls) {
        this.bus = bus;
        this.run = run;
        this.record = record;
        this.unrolls = unrolls;
    }

    /**
     * What an update learned from, in the order in which it did.
     *
     * @throws DamagedLogException if one of them is not there any more, or is another one by now
     */
    List<ReceivedUnroll> of(Update entry) {
        List<Place> counted = record.counted(entry);
        List<ReceivedUnroll> all = new ArrayList<>();
        for (int i = 0; i < counted.size(); i++) {
            all.add(unroll(entry.getConsumed().get(i), counted.get(i)));
        }
        return all;
    }

    @Override
    public void close() {
        partitions.values().forEach(LoggedPartition::close);
    }

    private ReceivedUnroll unroll(ConsumedUnroll named, Place counted) {
        Topic<Unroll> topic = record.transitions(named);
        try {
            Event<Unroll> event = partition(topic, named.getPartition()).at(named.getOffset());
            requireNamed(topic, named, event.value());
            event.value().setNumber(counted.number());
            DecodedUnroll decoded = unrolls.decode(event.value());
            return new ReceivedUnroll(decoded, event.partition(), event.offset());
        } catch (UnreadableException unreadable) {
            throw new DamagedLogException(topic.name(), named, String.valueOf(unreadable.getMessage()), unreadable);
        } catch (DamagedRecordException damaged) {
            throw new DamagedLogException(topic.name(), named, "cannot be read: " + damaged.reason() + ".", damaged);
        } catch (IllegalArgumentException unusable) {
            throw new DamagedLogException(
                    topic.name(), named, "cannot be what was learned from: " + unusable.getMessage(), unusable);
        }
    }

    private LoggedPartition partition(Topic<Unroll> topic, int partition) {
        // Lanes of a partition take turns, but for as many unrolls as one may be ahead of another.
        int mostPassed = 2 * run.getLanes() * (run.getMaxPolicyLag() + 2);
        return partitions.computeIfAbsent(
                topic.name() + "/" + partition, name -> new LoggedPartition(bus, topic, partition, mostPassed));
    }

    private void requireNamed(Topic<Unroll> topic, ConsumedUnroll named, Unroll found) {
        String recorder = record.recorder(named);
        if (found.getLane() != named.getLane()
                || found.getNumber() != named.getNumber()
                || !found.getRun().equals(recorder)) {
            throw new DamagedLogException(
                    topic.name(),
                    named,
                    "is another one by now: unroll " + found.getNumber() + " of lane " + found.getLane() + " of run \""
                            + found.getRun() + "\". The topic was made anew since, or the ledger is of another log.",
                    null);
        }
    }
}
