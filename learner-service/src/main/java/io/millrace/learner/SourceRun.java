package io.millrace.learner;

import io.millrace.messages.Progress;
import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
import io.millrace.policy.distribution.ActionDistribution;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import io.millrace.weights.RunPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Another run whose record is learned from.
 *
 * @param run    as it is registered
 * @param rounds unrolls of each lane that it had learned from itself when it was looked at; at least 1
 */
public record SourceRun(Run run, long rounds) {

    private static final Duration POLL = Duration.ofMillis(200);

    /**
     * The source of a run, as its record stands now.
     *
     * @param learner the run that learns from it, registered or about to be
     * @throws UserMistake if there is no such run on the bus, it has recorded nothing, or its record is of another
     *     shape than the learner's settings; the message says what to do
     */
    public static SourceRun of(Bus bus, Run learner) {
        String name = Objects.requireNonNull(learner.getSource());
        Collection<Run> runs = new RunRegistry(bus).all();
        Run source = runs.stream()
                .filter(run -> run.getRun().equals(name))
                .findFirst()
                .orElseThrow(() -> new UserMistake("Run \"" + learner.getRun() + "\" is to learn from what run \""
                        + name + "\" recorded, but there is no such run here. Runs there are: " + names(runs, learner)
                        + ". Set learner.source to one of them."));
        requireSameShape(learner, source);
        long rounds = rounds(bus, source);
        if (rounds == 0) {
            throw new UserMistake("Run \"" + name + "\" has recorded nothing yet that could be learned from. Let it"
                    + " learn, or only act and record, for at least one update first.");
        }
        return new SourceRun(source, rounds);
    }

    /** Where its unrolls are. */
    Topic<Unroll> transitions() {
        return new Topics(run.getRun(), run.getPartitions()).transitions();
    }

    /** The beginning of each partition of them. */
    List<Long> beginning() {
        return Collections.nCopies(run.getPartitions(), 0L);
    }

    private static String names(Collection<Run> runs, Run learner) {
        List<String> others = runs.stream()
                .map(Run::getRun)
                .filter(run -> !run.equals(learner.getRun()))
                .toList();
        return others.isEmpty() ? "none" : String.join(", ", others);
    }

    private static void requireSameShape(Run learner, Run source) {
        if (source.getSource() != null) {
            throw new UserMistake("Run \"" + source.getRun() + "\" recorded nothing itself: it learned from run \""
                    + source.getSource() + "\". Set learner.source to that one.");
        }
        List<String> differences = new ArrayList<>();
        compare(differences, "lanes.count", learner.getLanes(), source.getLanes());
        compare(differences, "lanes.environments", learner.getEnvironmentsPerLane(), source.getEnvironmentsPerLane());
        compare(differences, "lanes.unroll", learner.getUnrollLength(), source.getUnrollLength());
        compare(differences, "environment.name", learner.getEnvironment(), source.getEnvironment());
        compare(
                differences,
                "the version of the environment",
                learner.getEnvironmentVersion(),
                source.getEnvironmentVersion());
        compare(differences, "the size of an observation", learner.getObservationSize(), source.getObservationSize());
        compare(
                differences,
                "the space of actions",
                RunPolicy.actionSpace(learner.getActionSpace()),
                RunPolicy.actionSpace(source.getActionSpace()));
        if (!differences.isEmpty()) {
            throw new UserMistake("Run \"" + learner.getRun() + "\" cannot learn from what run \"" + source.getRun()
                    + "\" recorded: " + String.join("; ", differences) + ". Set what it can be set to as there.");
        }
        if (!drawnAlike(learner, source)) {
            throw new UserMistake("Run \"" + learner.getRun() + "\" cannot learn from what run \"" + source.getRun()
                    + "\" recorded: its policy.distribution is " + learner.getDistribution() + ", but there actions"
                    + " were drawn by " + source.getDistribution() + ", and their record is in the form of that. Set"
                    + " policy.distribution to " + source.getDistribution() + ".");
        }
    }

    /** An action that the environment receives as it was drawn is the same whoever drew it. */
    private static boolean drawnAlike(Run learner, Run source) {
        if (learner.getDistribution().equals(source.getDistribution())) {
            return true;
        }
        return sampledIsAction(learner) && (source.getRule() != null || sampledIsAction(source));
    }

    private static boolean sampledIsAction(Run run) {
        ActionDistribution distribution = RunPolicy.distribution(run);
        return distribution.sampledIsAction();
    }

    private static void compare(List<String> differences, String what, Object ours, Object theirs) {
        if (!ours.equals(theirs)) {
            differences.add(what + " is " + ours + " here and " + theirs + " there");
        }
    }

    /** What its newest progress says. */
    private static long rounds(Bus bus, Run source) {
        Topic<Progress> topic = new Topics(source.getRun(), source.getPartitions()).progress();
        long end = bus.ends(topic).get(0);
        long rounds = 0;
        try (EventSource<Progress> reports = bus.reader(topic, Start.BEGINNING, SourceRun::passOver)) {
            while (reports.position(0) < end) {
                for (var report : reports.poll(POLL)) {
                    rounds = Collections.min(report.value().getNextUnrolls());
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw new BusException("Stopped while reading the progress of run " + source.getRun() + ".");
                }
            }
        }
        return rounds;
    }

    private static void passOver(
            String topic, int partition, long offset, byte @Nullable [] key, byte @Nullable [] value, String reason) {
        // It is that run's own, which keeps what it cannot use; a later report says as much.
    }
}
