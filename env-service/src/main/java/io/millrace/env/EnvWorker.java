package io.millrace.env;

import io.millrace.env.EnvMetrics.Drop;
import io.millrace.env.lanes.Lane;
import io.millrace.messages.ActionBatch;
import io.millrace.messages.Episode;
import io.millrace.messages.ObservationBatch;
import io.millrace.messages.Progress;
import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.worker.Worker;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads lanes along the data path: asks for actions, steps on each answer, emits full unrolls.
 *
 * <p>A lane begins unroll n when n minus the learner's next unroll for that lane is at most the run's
 * largest policy lag; in lock-step that is when everything before has been learned from. A request
 * without an answer is sent again after a while, each time to the next partition, so that it reaches
 * another actor. The first answer to a tick counts; late, repeated and unusable ones are dropped.
 */
public final class EnvWorker implements Worker {

    private static final Logger LOGGER = LoggerFactory.getLogger(EnvWorker.class);
    private static final Duration NO_WAIT = Duration.ZERO;
    /** While some lanes wait for actors and others for the learner, neither is kept waiting longer. */
    private static final Duration SHORT_WAIT = Duration.ofMillis(1);

    private static final Duration LONG_WAIT = Duration.ofMillis(50);

    /** What an env-service receives and sends. */
    public record Ports(
            EventSource<ActionBatch> actions,
            EventSource<Progress> progress,
            EventSink<ObservationBatch> observations,
            EventSink<Unroll> transitions,
            EventSink<Episode> episodes) {}

    private final Run run;
    private final Topics topics;
    private final EnvSettings settings;
    private final Ports ports;
    private final Function<Set<Integer>, List<Lane>> laneMaker;
    private final EnvMetrics metrics;
    private final InstantSource clock;

    private final Map<Integer, OwnedLane> lanes = new TreeMap<>();
    private final Set<Integer> owned = new TreeSet<>();
    private @Nullable Progress progress;
    private volatile int laneCount;
    private long movedAtNanos = System.nanoTime();

    EnvWorker(
            Run run,
            EnvSettings settings,
            Ports ports,
            Function<Set<Integer>, List<Lane>> laneMaker,
            EnvMetrics metrics,
            InstantSource clock) {
        this.run = run;
        this.topics = new Topics(run.getRun(), run.getPartitions());
        this.settings = settings;
        this.ports = ports;
        this.laneMaker = laneMaker;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "env";
    }

    /** {@inheritDoc} Returns the number of answers that were used. */
    @Override
    public int runOnce() {
        followProgress(NO_WAIT);
        askWhereAllowed();
        int used = waitForAnswers();
        followAssignment();
        requirePatience();
        return used;
    }

    /** Whether the learner said that the run is over. */
    @Override
    public boolean finished() {
        return progress != null && progress.getFinished();
    }

    /** Lanes that this worker owns; may be asked by any thread. */
    int laneCount() {
        return laneCount;
    }

    @Override
    public void close() {
        ports.actions().close();
        ports.progress().close();
    }

    private void followProgress(Duration timeout) {
        for (Event<Progress> event : ports.progress().poll(timeout)) {
            progress = event.value();
            movedAtNanos = System.nanoTime();
            String failure = progress.getFailure();
            if (failure != null) {
                throw new BusException("The learner stopped: " + failure);
            }
        }
    }

    private void followAssignment() {
        Set<Integer> assigned = ports.actions().partitions();
        if (assigned.equals(owned)) {
            return;
        }
        lanes.keySet().removeIf(lane -> !assigned.contains(topics.partition(lane)));
        Set<Integer> added = new TreeSet<>(assigned);
        added.removeAll(owned);
        for (Lane lane : laneMaker.apply(added)) {
            lanes.put(lane.number(), new OwnedLane(lane, run.getMaxPolicyLag() == 0));
        }
        owned.clear();
        owned.addAll(assigned);
        laneCount = lanes.size();
        movedAtNanos = System.nanoTime();
        LOGGER.atInfo()
                .addKeyValue("partitions", assigned)
                .addKeyValue("lanes", lanes.size())
                .log("lanes are shared out anew");
    }

    private void askWhereAllowed() {
        if (progress == null || finished()) {
            return;
        }
        long now = System.nanoTime();
        for (OwnedLane owner : lanes.values()) {
            if (owner.overdue(now, settings.askAgain().toNanos())) {
                metrics.askedAgain();
                ask(owner, progress, now);
            } else if (!owner.waitsForAnswer() && mayGoOn(owner.lane(), progress)) {
                ask(owner, progress, now);
            }
        }
    }

    private void ask(OwnedLane owner, Progress learner, long nowNanos) {
        Lane lane = owner.lane();
        long oldestAllowed = Math.max(0, learner.getVersion() - run.getMaxPolicyLag());
        ObservationBatch request = owner.ask(oldestAllowed, clock.instant(), nowNanos);
        // Each try goes to the next partition: if the actor behind one is gone, the next one answers.
        int partition = (topics.partition(lane.number()) + owner.attempts() - 1) % topics.partitions();
        ports.observations().send(partition, String.valueOf(lane.number()), request);
    }

    /** The rule by which lanes hold back; it matters at the first step of an unroll only. */
    private boolean mayGoOn(Lane lane, Progress learner) {
        return !lane.atUnrollStart()
                || lane.unroll() - learner.getNextUnrolls().get(lane.number()) <= run.getMaxPolicyLag();
    }

    private int waitForAnswers() {
        long asked = lanes.values().stream().filter(OwnedLane::waitsForAnswer).count();
        long before = System.nanoTime();
        if (asked == 0 && !lanes.isEmpty()) {
            followProgress(LONG_WAIT);
            metrics.waitedForLearner(Duration.ofNanos(System.nanoTime() - before));
            return use(ports.actions().poll(NO_WAIT));
        }
        List<Event<ActionBatch>> answers = ports.actions().poll(asked == lanes.size() ? LONG_WAIT : SHORT_WAIT);
        if (asked == lanes.size()) {
            metrics.waitedForActors(Duration.ofNanos(System.nanoTime() - before));
        }
        return use(answers);
    }

    private int use(List<Event<ActionBatch>> answers) {
        int used = 0;
        for (Event<ActionBatch> event : answers) {
            if (useOne(event)) {
                used++;
            }
        }
        if (used > 0) {
            movedAtNanos = System.nanoTime();
        }
        return used;
    }

    private boolean useOne(Event<ActionBatch> event) {
        ActionBatch answer = event.value();
        OwnedLane owner = lanes.get(answer.getLane());
        if (owner == null) {
            metrics.dropped(Drop.NOT_OWNED);
            return false;
        }
        if (!owner.answersThisTick(answer)) {
            metrics.dropped(Drop.REPEATED);
            return false;
        }
        if (!owner.accepts(answer.getWeightsVersion())) {
            metrics.dropped(Drop.OTHER_WEIGHTS);
            return false;
        }
        try {
            owner.lane().step(answer, clock.instant());
        } catch (IllegalArgumentException unusable) {
            metrics.dropped(Drop.UNUSABLE);
            ports.actions().reject(event, String.valueOf(unusable.getMessage()));
            return false;
        }
        metrics.stepped(owner.lane().environments());
        record(owner.lane());
        return true;
    }

    private void record(Lane lane) {
        String key = String.valueOf(lane.number());
        int partition = topics.partition(lane.number());
        for (Episode episode : lane.takeEpisodes()) {
            ports.episodes().send(partition, key, episode);
            metrics.ended(episode);
        }
        if (lane.unrollComplete()) {
            Unroll unroll = lane.takeUnroll();
            ports.transitions().send(partition, key, unroll);
            metrics.sent(unroll);
        }
    }

    private void requirePatience() {
        long idle = System.nanoTime() - movedAtNanos;
        if (lanes.isEmpty() || idle <= settings.patience().toNanos()) {
            return;
        }
        boolean forActors = lanes.values().stream().anyMatch(OwnedLane::waitsForAnswer);
        throw new BusException("Nothing moved for " + settings.patience().toSeconds() + " s: lanes wait for "
                + (forActors
                        ? "actions. Check that an actor of this run is running and reads its observations."
                        : "the learner. Check that a learner of this run is running."));
    }
}
