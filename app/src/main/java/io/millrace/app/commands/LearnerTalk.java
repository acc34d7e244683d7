package io.millrace.app.commands;

import io.millrace.learner.LearnerWorker;
import io.millrace.messages.Annotation;
import io.millrace.messages.AnnotationKind;
import io.millrace.messages.Command;
import io.millrace.messages.Progress;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Rejections;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks a learner for something over its topics, and hears what comes of it. One thread at a time. */
final class LearnerTalk implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    /** What cannot be read here, its learner puts into quarantine. */
    private static final Rejections PASSED_OVER = (topic, partition, offset, key, value, reason) -> {};

    private final Bus bus;
    private final Topics topics;
    private final Duration deadline;
    private final long end;
    private final EventSource<Progress> reports;
    private final EventSource<Annotation> annotations;
    private final EventSource<Command> commands;
    private @Nullable Progress newest;

    /** @param deadline for all that follows, from now on */
    LearnerTalk(Bus bus, Topics topics, Duration deadline) {
        this.bus = bus;
        this.topics = topics;
        this.deadline = deadline;
        end = System.nanoTime() + deadline.toNanos();
        reports = bus.reader(topics.progress(), Start.BEGINNING, PASSED_OVER);
        annotations = bus.reader(topics.annotations(), bus.ends(topics.annotations()), PASSED_OVER);
        commands = bus.reader(topics.commands(), bus.ends(topics.commands()), PASSED_OVER);
    }

    /**
     * What the learner reported last.
     *
     * @throws UserMistake if the run is over
     * @throws UnansweredException if it reported nothing, or stopped with a failure
     */
    Progress progress() {
        long all = bus.ends(topics.progress()).get(0);
        while (reports.position(0) < all || newest == null) {
            follow();
            requireTime("A learner of run \"" + topics.run() + "\" never reported anything. Start one with \"millrace"
                    + " learner " + topics.run() + "\".");
        }
        requireAtWork(newest);
        return newest;
    }

    /**
     * Asks, and gives what the learner says it did.
     *
     * @throws UserMistake if it refuses, or the run is over before
     * @throws UnansweredException if it does not answer
     */
    String ask(Command command) {
        var sink = bus.sink(topics.commands(), Delivery.PROMPT);
        sink.send(0, command.getPolicy(), command);
        sink.flush();
        String offset = String.valueOf(offset(command));
        while (true) {
            for (Event<Annotation> event : annotations.poll(POLL)) {
                if (offset.equals(event.value().getDetails().get(LearnerWorker.COMMAND_DETAIL))) {
                    return said(event.value());
                }
            }
            follow();
            Progress present = newest;
            if (present != null) {
                requireAtWork(present);
            }
            requireTime("The learner of run \"" + topics.run() + "\" has not answered. What was asked stands on the"
                    + " topic of commands: it is done at the next update, which needs actors and environments at work,"
                    + " or as soon as a learner is started.");
        }
    }

    @Override
    public void close() {
        try (reports;
                annotations) {
            commands.close();
        }
    }

    private static String said(Annotation answer) {
        if (answer.getKind() == AnnotationKind.REFUSED) {
            throw new UserMistake(answer.getText());
        }
        return answer.getText();
    }

    private long offset(Command sent) {
        while (true) {
            for (Event<Command> event : commands.poll(POLL)) {
                if (event.value().equals(sent)) {
                    return event.offset();
                }
            }
            requireTime("The command was sent, but cannot be read back.");
        }
    }

    private void follow() {
        List<Event<Progress>> read = reports.poll(newest == null ? POLL : Duration.ZERO);
        if (!read.isEmpty()) {
            newest = read.get(read.size() - 1).value();
        }
    }

    private void requireAtWork(Progress progress) {
        if (progress.getFinished()) {
            throw new UserMistake("Run \"" + topics.run() + "\" is over, at version " + progress.getVersion()
                    + ": nothing is learned any more.");
        }
        if (progress.getFailure() != null) {
            throw new UnansweredException("The learner of run \"" + topics.run() + "\" stopped: "
                    + progress.getFailure() + " Start it again to ask it for something.");
        }
    }

    private void requireTime(String otherwise) {
        if (System.nanoTime() > end) {
            throw new UnansweredException(otherwise + " Waited " + deadline.toSeconds() + " s.");
        }
    }
}
