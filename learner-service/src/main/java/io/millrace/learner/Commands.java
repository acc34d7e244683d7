package io.millrace.learner;

import io.millrace.learner.checkpoint.KeptVersions;
import io.millrace.messages.Annotation;
import io.millrace.messages.AnnotationKind;
import io.millrace.messages.Command;
import io.millrace.messages.CommandKind;
import io.millrace.messages.Intervention;
import io.millrace.messages.InterventionKind;
import io.millrace.messages.Update;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Rejections;
import io.millrace.schemas.Topic;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is asked of the learner. Each command is answered once, with an annotation: that it was carried out, or why it
 * was not. Its detail {@link #COMMAND} names the command by its offset. A learner that was started again reads the
 * commands from the beginning, and knows from the annotations which were answered, and from the ledger which were
 * carried out before anybody could say so. One thread at a time.
 */
final class Commands implements AutoCloseable {

    /** The detail of an annotation that names the command it answers, by its offset. */
    static final String COMMAND = LearnerWorker.COMMAND_DETAIL;

    private static final Logger LOGGER = LoggerFactory.getLogger(Commands.class);
    private static final Duration POLL = Duration.ofMillis(200);

    /**
     * What learners have said.
     *
     * @param commands offsets of the commands that were answered
     * @param versions that were made by what was said to be done
     */
    record Answered(Set<Long> commands, Set<Long> versions) {}

    /** A command and where it stands. */
    private record Asked(Command command, long offset) {}

    private final EventSource<Command> source;
    private final EventSink<Annotation> annotations;
    private final Answered answered;
    private final Interventions interventions;
    private final KeptVersions kept;
    private final double rollbackLearningRate;
    private final InstantSource clock;
    private final Deque<Asked> waiting = new ArrayDeque<>();
    private volatile boolean paused;

    /**
     * @param source        from the beginning
     * @param answered      before; goes on
     * @param interventions on the ledger; those that come are told by whoever enters them
     * @param rollbackLearningRate what learning rates are multiplied by with each rollback
     */
    Commands(
            EventSource<Command> source,
            EventSink<Annotation> annotations,
            Answered answered,
            Interventions interventions,
            KeptVersions kept,
            double rollbackLearningRate,
            InstantSource clock) {
        this.source = source;
        this.annotations = annotations;
        this.answered = answered;
        this.interventions = interventions;
        this.kept = kept;
        this.rollbackLearningRate = rollbackLearningRate;
        this.clock = clock;
        this.paused = interventions.pausedLast();
    }

    /**
     * What stands among a run's annotations.
     *
     * @throws BusException if it is interrupted
     */
    static Answered answered(Bus bus, Topic<Annotation> annotations, Rejections rejections) {
        Answered answered = new Answered(new HashSet<>(), new HashSet<>());
        long end = bus.ends(annotations).get(0);
        try (EventSource<Annotation> source = bus.reader(annotations, Start.BEGINNING, rejections)) {
            while (source.position(0) < end) {
                for (Event<Annotation> event : source.poll(POLL)) {
                    take(event.value(), answered);
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw new BusException("Stopped while reading which commands were carried out.");
                }
            }
        }
        return answered;
    }

    private static void take(Annotation annotation, Answered answered) {
        if (!annotation.getService().equals(Interventions.LEARNER)) {
            return;
        }
        String command = annotation.getDetails().get(COMMAND);
        if (command != null) {
            answered.commands().add(Long.valueOf(command));
        }
        if (isDone(annotation.getKind()) && annotation.getVersion() != null) {
            answered.versions().add(annotation.getVersion());
        }
    }

    /** Whether nothing is learned until somebody resumes the run; any thread may ask. */
    boolean paused() {
        return paused;
    }

    /**
     * Takes in what was asked since, and answers what needs no update, or cannot be done.
     *
     * @param version the present one
     */
    void read(long version) {
        for (Event<Command> event : source.poll(Duration.ZERO)) {
            Asked asked = new Asked(event.value(), event.offset());
            if (answered.commands().contains(asked.offset())) {
                resumeAgain(asked.command());
            } else {
                take(asked, version);
            }
        }
        for (Asked first = waiting.peek(); first != null; first = waiting.peek()) {
            String whyNot = whyNot(first.command(), version);
            if (whyNot == null) {
                break;
            }
            waiting.remove();
            refuse(first, version, whyNot);
        }
    }

    /** Whether something is to be done in the place of the next update, by what was read last. */
    boolean waiting() {
        return !waiting.isEmpty();
    }

    /**
     * What is to be done in the place of the next update; null to learn.
     *
     * @param version            the present one
     * @param learningRateFactor the present one
     */
    @Nullable
    Intervention next(long version, double learningRateFactor) {
        Asked first = waiting.peek();
        if (first == null) {
            return null;
        }
        Command command = first.command();
        if (command.getKind() == CommandKind.PAUSE) {
            return new Intervention(
                    InterventionKind.PAUSE, command.getBy(), command.getReason(), version, version, learningRateFactor);
        }
        long target = Objects.requireNonNull(target(command, version), "read refuses the others");
        return rollback(command.getBy(), command.getReason(), version, target, learningRateFactor);
    }

    /**
     * What the learner does by itself about numbers that are not finite; null if it can do nothing any more.
     *
     * @param reason             what it found
     * @param version            the present one
     * @param learningRateFactor the present one
     * @param most               rollbacks of its own in a row
     */
    @Nullable
    Intervention own(String reason, long version, double learningRateFactor, int most) {
        Long target = interventions.ownTarget(kept.versions(), version);
        return target == null || interventions.ownInARow() >= most
                ? null
                : rollback(Interventions.LEARNER, reason, version, target, learningRateFactor);
    }

    /** Is told of the entry of an update that learned. */
    void learned(Update entry) {
        interventions.add(entry);
    }

    /** Is told that an intervention, its own or what {@link #next} gave, is on the ledger; says so to all. */
    void done(Update entry) {
        Intervention intervention = Objects.requireNonNull(entry.getIntervention());
        interventions.add(entry);
        paused = interventions.pausedLast();
        Asked first = waiting.peek();
        boolean asked = first != null && isOf(intervention, first.command());
        AnnotationKind kind = AnnotationKind.valueOf(intervention.getKind().name());
        annotate(kind, entry.getVersion(), saying(intervention), asked ? waiting.remove() : null);
    }

    @Override
    public void close() {
        source.close();
    }

    private Intervention rollback(String by, String reason, long version, long target, double learningRateFactor) {
        return new Intervention(
                InterventionKind.ROLLBACK, by, reason, version, target, learningRateFactor * rollbackLearningRate);
    }

    private static boolean isDone(AnnotationKind kind) {
        return kind == AnnotationKind.ROLLBACK || kind == AnnotationKind.PAUSE;
    }

    private static boolean isOf(Intervention intervention, Command command) {
        return intervention.getKind().name().equals(command.getKind().name())
                && intervention.getBy().equals(command.getBy())
                && intervention.getReason().equals(command.getReason());
    }

    /** What was answered before a restart has had its effect, but that the run goes on stands nowhere else. */
    private void resumeAgain(Command command) {
        if (command.getKind() == CommandKind.RESUME && !interventions.isBeforeTheLast(command)) {
            paused = false;
        }
    }

    private void take(Asked asked, long version) {
        Command command = asked.command();
        Long made = interventions.versionOf(command, answered.versions());
        if (made != null) {
            // By a learner that was killed before it could say so.
            AnnotationKind kind = AnnotationKind.valueOf(command.getKind().name());
            annotate(kind, made, "By " + command.getBy() + ": " + command.getReason(), asked);
            return;
        }
        String whyNot = whyNot(command, version);
        if (whyNot != null) {
            refuse(asked, version, whyNot);
        } else if (command.getKind() == CommandKind.RESUME) {
            paused = false;
            annotate(
                    AnnotationKind.RESUME,
                    version,
                    "Learning goes on after version " + version + ", by " + command.getBy() + ": "
                            + command.getReason(),
                    asked);
        } else {
            waiting.add(asked);
        }
    }

    /** Why a command cannot be carried out; null if it can. */
    private @Nullable String whyNot(Command command, long version) {
        if (!command.getPolicy().equals(LearnerWorker.POLICY)) {
            return "There is no policy \"" + command.getPolicy() + "\" here. Name " + LearnerWorker.POLICY + ".";
        }
        if (command.getKnownVersion() > version) {
            return "Whoever asked knew version " + command.getKnownVersion() + ", but the newest there is, is "
                    + version + ". Name a version that progress tells of.";
        }
        if (interventions.isBeforeTheLast(command)) {
            return "Asked for with knowledge of version " + command.getKnownVersion()
                    + ", before the intervention that made version " + interventions.lastVersion()
                    + ". Look at what that did, and ask again if it is not enough.";
        }
        return switch (command.getKind()) {
            case PAUSE -> paused ? "The run is paused already." : null;
            case RESUME -> paused ? null : "The run is not paused.";
            case ROLLBACK -> target(command, version) == null ? whyNoTarget(command) : null;
        };
    }

    private @Nullable Long target(Command command, long version) {
        Long to = command.getToVersion();
        return to == null
                ? interventions.newestNotGivenUp(kept.versions(), version - 1)
                : kept.versions().floor(Math.min(to, version));
    }

    private String whyNoTarget(Command command) {
        if (kept.versions().isEmpty()) {
            return "No version is kept to go back to. Set learner.keep-versions to 16, for example, in a run of"
                    + " another name.";
        }
        return "No version is kept that is "
                + (command.getToVersion() == null ? "before the present one" : "as old as " + command.getToVersion())
                + ". Those that are: " + kept.versions() + ".";
    }

    private static String saying(Intervention intervention) {
        String by = ", by " + intervention.getBy() + ": " + intervention.getReason();
        return intervention.getKind() == InterventionKind.PAUSE
                ? "Paused at version " + intervention.getFromVersion() + by
                : "Back from version " + intervention.getFromVersion() + " to " + intervention.getToVersion()
                        + ", learning rate times " + intervention.getLearningRateFactor() + by;
    }

    private void refuse(Asked asked, long version, String whyNot) {
        Command command = asked.command();
        annotate(
                AnnotationKind.REFUSED,
                version,
                command.getKind() + " by " + command.getBy() + " is refused: " + whyNot,
                asked);
    }

    private void annotate(AnnotationKind kind, long version, String text, @Nullable Asked asked) {
        if (asked != null) {
            answered.commands().add(asked.offset());
        }
        if (isDone(kind)) {
            answered.versions().add(version);
        }
        annotations.send(
                0,
                Interventions.LEARNER,
                Annotation.newBuilder()
                        .setKind(kind)
                        .setService(Interventions.LEARNER)
                        .setInstance(Interventions.LEARNER)
                        .setVersion(version)
                        .setText(text)
                        .setDetails(asked == null ? Map.of() : Map.of(COMMAND, String.valueOf(asked.offset())))
                        .setAt(clock.instant())
                        .build());
        annotations.flush();
        LOGGER.atWarn()
                .addKeyValue("kind", kind)
                .addKeyValue("version", version)
                .addKeyValue("text", text)
                .log("annotated the run");
    }
}
