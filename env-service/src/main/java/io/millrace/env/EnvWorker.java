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
import java.util.function.LongSupplier;
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

    /** How long the first lanes that were answered wait for company, so that they travel on together. */
    private static final Duration GATHERING = Duration.ofMillis(1);

    /** What an env-service receives and sends. */
    public record Ports(
            EventSource<ActionBatch> actions,
            EventSource<Progress> progress,
            EventSink<ObservationBatch> observations,
            EventSink<Unroll> transitions,
            EventSink<Episode> episodes) {}

    private final String name;
    private final Run run;
    private final Topics topics;
    private final EnvSettings settings;
    private final Ports ports;
    private final Function<Set<Integer>, List<Lane>> laneMaker;
    private final EnvMetrics metrics;
    private final InstantSource clock;
    private final LongSupplier nanoTime;

    private final Map<Integer, OwnedLane> lanes = new TreeMap<>();
    private final Set<Integer> owned = new TreeSet<>();
    private @Nullable Progress progress;
    private volatile int laneCount;
    private long movedAtNanos;

    /** Why the last answer since anything moved could not be used; null where none was refused. */
    private @Nullable String refusal;

    /**
     * @param laneMaker makes the lanes whose messages stand in the partitions given
     * @param clock     tells the time of what is sent
     * @param nanoTime  measures waiting, {@code System::nanoTime} outside of tests
     */
    EnvWorker(
            String name,
            Run run,
            EnvSettings settings,
            Ports ports,
            Function<Set<Integer>, List<Lane>> laneMaker,
            EnvMetrics metrics,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.name = name;
        this.run = run;
        this.topics = new Topics(run.getRun(), run.getPartitions());
        this.settings = settings;
        this.ports = ports;
        this.laneMaker = laneMaker;
        this.metrics = metrics;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.movedAtNanos = nanoTime.getAsLong();
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

    /** {@inheritDoc} What is recorded is acknowledged before others take the lanes over. */
    @Override
    public void close() {
        try {
            ports.transitions().flush();
            ports.episodes().flush();
        } finally {
            ports.actions().close();
            ports.progress().close();
        }
    }

    private void followProgress(Duration timeout) {
        for (Event<Progress> event : ports.progress().poll(timeout)) {
            int lanesThere = event.value().getNextUnrolls().size();
            if (lanesThere == run.getLanes()) {
                progress = event.value();
                movedAtNanos = nanoTime.getAsLong();
            } else {
                ports.progress()
                        .reject(
                                event,
                                "The progress tells of " + lanesThere + " lanes, but run " + run.getRun() + " has "
                                        + run.getLanes() + ". It was sent by the learner of another run.");
            }
        }
        // The newest counts: a learner that failed may have been started again since.
        if (progress != null && progress.getFailure() != null) {
            throw new BusException("The learner stopped: " + progress.getFailure());
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
            lanes.put(lane.number(), new OwnedLane(lane, name, run.getMaxPolicyLag() == 0));
            // What the owner before recorded, but had no time to tell.
            tellEpisodes(lane);
        }
        owned.clear();
        owned.addAll(assigned);
        laneCount = lanes.size();
        movedAtNanos = nanoTime.getAsLong();
        LOGGER.atInfo()
                .addKeyValue("partitions", assigned)
                .addKeyValue("lanes", lanes.size())
                .log("lanes are shared out anew");
    }

    private void askWhereAllowed() {
        if (progress == null || finished()) {
            return;
        }
        long now = nanoTime.getAsLong();
        for (OwnedLane owner : lanes.values()) {
            if (owner.overdue(now, settings.askAgain().toNanos())) {
                metrics.askedAgain();
                ask(owner, progress, now);
            } else if (!owner.waitsForAnswer() && mayGoOn(owner.lane(), progress)) {
                ask(owner, progress, now);
            }
        }
        ports.observations().dispatch();
    }

    private void ask(OwnedLane owner, Progress learner, long nowNanos) {
        Lane lane = owner.lane();
        ObservationBatch request = owner.ask(oldestUsable(lane, learner), clock.instant(), nowNanos);
        // Each try goes to the next partition: if the actor behind one is gone, the next one answers.
        int partition = (topics.partition(lane.number()) + owner.attempts() - 1) % topics.partitions();
        ports.observations().send(partition, String.valueOf(lane.number()), request);
    }

    /**
     * The oldest weights whose steps will not be too old when this unroll is learned from: by then the
     * learner has made an update for each unroll of the lane that it has not learned from yet.
     */
    private long oldestUsable(Lane lane, Progress learner) {
        long learnedFromAt = learner.getVersion() + Math.max(0, unrollsAhead(lane, learner));
        return Math.max(0, learnedFromAt - run.getMaxPolicyLag());
    }

    /** The rule by which lanes hold back; it matters at the first step of an unroll only. */
    private boolean mayGoOn(Lane lane, Progress learner) {
        return !lane.atUnrollStart() || unrollsAhead(lane, learner) <= run.getMaxPolicyLag();
    }

    private static long unrollsAhead(Lane lane, Progress learner) {
        return lane.unroll() - learner.getNextUnrolls().get(lane.number());
    }

    private int waitForAnswers() {
        if (lanes.isEmpty()) {
            return use(ports.actions().poll(LONG_WAIT));
        }
        long asked = lanes.values().stream().filter(OwnedLane::waitsForAnswer).count();
        long before = nanoTime.getAsLong();
        if (asked == 0) {
            followProgress(LONG_WAIT);
            metrics.waitedForLearner(Duration.ofNanos(nanoTime.getAsLong() - before));
            return use(ports.actions().poll(NO_WAIT));
        }
        List<Event<ActionBatch>> answers = ports.actions().poll(asked == lanes.size() ? LONG_WAIT : SHORT_WAIT);
        if (asked == lanes.size()) {
            metrics.waitedForActors(Duration.ofNanos(nanoTime.getAsLong() - before));
        }
        int used = use(answers);
        return used == 0 ? 0 : used + useMore(used, asked);
    }

    /**
     * Takes further answers while most lanes still wait for theirs. Each group of lanes is a request and
     * a network call of its own, and small groups would stay apart for ever. Half of the lanes go on at
     * once: while they are acted for, the other half is stepped.
     */
    private int useMore(int alreadyUsed, long asked) {
        int more = 0;
        long end = nanoTime.getAsLong() + GATHERING.toNanos();
        while (2L * (alreadyUsed + more) < asked && nanoTime.getAsLong() < end) {
            List<Event<ActionBatch>> answers = ports.actions().poll(GATHERING);
            if (answers.isEmpty()) {
                break;
            }
            more += use(answers);
        }
        return more;
    }

    private int use(List<Event<ActionBatch>> answers) {
        int used = 0;
        for (Event<ActionBatch> event : answers) {
            if (useOne(event)) {
                used++;
            }
        }
        if (used > 0) {
            refusal = null;
            movedAtNanos = nanoTime.getAsLong();
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
        if (!owner.answersThisOwner(answer)) {
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
        long answeredAt = nanoTime.getAsLong();
        try {
            owner.lane().step(answer, clock.instant());
        } catch (IllegalArgumentException unusable) {
            metrics.dropped(Drop.UNUSABLE);
            refusal = String.valueOf(unusable.getMessage());
            ports.actions().reject(event, refusal);
            return false;
        }
        metrics.answered(answeredAt - owner.firstAskedAtNanos());
        metrics.stepped(owner.lane().environments());
        if (owner.lane().unrollComplete()) {
            record(owner.lane());
        }
        return true;
    }

    /** Episodes go with the unroll they ended in: if that is abandoned, so are they, and none counts twice. */
    private void record(Lane lane) {
        String key = String.valueOf(lane.number());
        int partition = topics.partition(lane.number());
        Unroll unroll = lane.takeUnroll();
        ports.transitions().send(partition, key, unroll);
        metrics.sent(unroll);
        tellEpisodes(lane);
    }

    private void tellEpisodes(Lane lane) {
        String key = String.valueOf(lane.number());
        int partition = topics.partition(lane.number());
        for (Episode episode : lane.takeEpisodes()) {
            ports.episodes().send(partition, key, episode);
            metrics.ended(episode);
        }
    }

    private void requirePatience() {
        if (standsStill()) {
            movedAtNanos = nanoTime.getAsLong();
        }
        long idle = nanoTime.getAsLong() - movedAtNanos;
        if (lanes.isEmpty() || idle <= settings.patience().toNanos()) {
            return;
        }
        throw new BusException("Nothing moved for " + settings.patience().toSeconds() + " s: " + whatIsMissing());
    }

    /** Whether lanes wait for nothing but a learner that somebody told to wait, for as long as he likes. */
    private boolean standsStill() {
        return progress != null
                && progress.getPaused()
                && lanes.values().stream().noneMatch(OwnedLane::waitsForAnswer);
    }

    private String whatIsMissing() {
        if (lanes.values().stream().noneMatch(OwnedLane::waitsForAnswer)) {
            return "lanes wait for the learner. Check that a learner of this run is running.";
        }
        if (refusal != null) {
            return "all answers were refused, the last one with this reason: " + refusal;
        }
        return "lanes wait for actions. Check that an actor of this run is running and reads its observations.";
    }
}
