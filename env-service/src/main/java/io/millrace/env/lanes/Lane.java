package io.millrace.env.lanes;

import io.millrace.env.environments.Environment;
import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.messages.ActionBatch;
import io.millrace.messages.Episode;
import io.millrace.messages.EpisodeEnd;
import io.millrace.messages.ObservationBatch;
import io.millrace.messages.Unroll;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import io.millrace.schemas.Tensors;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * B copies of one environment that are stepped together: what they show, what they are answered, and
 * the unroll that grows from it. Plain state without bus or clock; one thread at a time; nothing is
 * allocated per environment step.
 */
public final class Lane {

    /** Stands for the environment in the place of chance that all environments of a lane share. */
    public static final long WHOLE_LANE = -1;

    private final LaneShape shape;
    private final int number;
    private final Environment[] environments;
    private final CounterRandom[] chance;
    private final CounterRandom sharedChance;
    private final LaneActions answer;
    private final UnrollRows rows;
    private final ObservationBatch request;
    private final EpisodeFigures figures;

    private final long[] episode;
    private final int[] episodeStep;
    private final double[] episodeReturn;
    private final double[] discountSoFar;
    private final long[] firstVersion;
    private final List<Episode> finished = new ArrayList<>();

    /** Environments in the midst of an episode that began before what is done again. */
    private final boolean[] away;

    private long unroll;
    private int step;
    private boolean redoing;

    /**
     * A lane at the beginning of an unroll, with fresh episodes in all environments.
     *
     * @param number       of the lane, from 0
     * @param environments makes one copy of the environment
     * @throws IllegalArgumentException if the environment names its figures as nothing can show them
     */
    public Lane(LaneShape shape, int number, Supplier<Environment> environments, LaneStart start) {
        int count = shape.environments();
        this.shape = shape;
        this.number = number;
        this.environments = new Environment[count];
        this.chance = new CounterRandom[count];
        this.sharedChance = new CounterRandom(shape.seed());
        this.answer = new LaneActions(shape);
        this.rows = new UnrollRows(shape, environmentMasks(environments));
        this.request = firstRequest();
        this.episode = start.episodes().clone();
        this.episodeStep = new int[count];
        this.episodeReturn = new double[count];
        this.discountSoFar = new double[count];
        this.firstVersion = new long[count];
        this.away = new boolean[count];
        this.unroll = start.unroll();
        for (int i = 0; i < count; i++) {
            this.environments[i] = environments.get();
            this.chance[i] = new CounterRandom(shape.seed());
            beginEpisode(i);
        }
        this.figures = new EpisodeFigures(this.environments[0]);
        beginUnroll();
    }

    /** Number of the lane. */
    public int number() {
        return number;
    }

    /** Number of the unroll that is growing. */
    public long unroll() {
        return unroll;
    }

    /** The tick that waits for its actions, counted over the whole run. */
    public long tick() {
        return unroll * shape.unrollLength() + step;
    }

    /** Whether the unroll has no step yet. */
    public boolean atUnrollStart() {
        return step == 0;
    }

    /** Environments in this lane. */
    public int environments() {
        return environments.length;
    }

    /** What the environments show now, as a request to act on. The next call writes over it. */
    public ObservationBatch request(long leastVersion, String owner, Instant now) {
        request.setTick(tick());
        request.setLeastVersion(leastVersion);
        request.setOwner(owner);
        rows.observationsAt(step, request.getObservations());
        ByteBuffer mask = request.getActionMask();
        if (mask != null) {
            rows.masksAt(step, mask);
        }
        request.setSentAt(now);
        return request;
    }

    private ObservationBatch firstRequest() {
        return ObservationBatch.newBuilder()
                .setLane(number)
                .setTick(0)
                .setLeastVersion(0)
                .setOwner("")
                .setEnvironments(environments.length)
                .setObservations(Tensors.ofFloats(new float[environments.length * shape.observationSize()]))
                .setActionMask(rows.masked() ? ByteBuffer.allocate(environments.length * shape.maskWidth()) : null)
                .setSentAt(Instant.EPOCH)
                .build();
    }

    /**
     * Steps all environments with the answer to the present tick.
     *
     * @throws IllegalArgumentException if the answer does not fit this lane or holds an action that is
     *     not allowed; no environment has been stepped then
     * @throws EnvironmentFailure if an environment throws, gives a reward or an observation that float32 does not
     *     hold as a number, measures a figure that is no finite number, or allows no action; the lane is of no use then
     */
    public void step(ActionBatch actions, Instant now) {
        answer.read(actions, rows, step);
        rows.beginTick(step, actions.getWeightsVersion(), now);
        for (int i = 0; i < environments.length; i++) {
            try {
                stepEnvironment(i, actions.getWeightsVersion(), now);
            } catch (EnvironmentFailure said) {
                throw said;
            } catch (RuntimeException thrown) {
                // Must not pass for a refused answer: environments of this lane have been stepped already.
                throw new EnvironmentFailure(failure(i, "failed in", String.valueOf(thrown)), thrown);
            }
        }
        step++;
    }

    /** Whether the unroll has all its steps: {@link #takeUnroll} comes next. */
    public boolean unrollComplete() {
        return step == shape.unrollLength();
    }

    /** The complete unroll; the next one begins. */
    public Unroll takeUnroll() {
        Unroll complete = rows.toUnroll(number, unroll);
        rows.carryOver();
        unroll++;
        step = 0;
        rows.episodesBegin(episode, episodeStep);
        return complete;
    }

    /** The episodes that ended since the last call. */
    public List<Episode> takeEpisodes() {
        List<Episode> taken = List.copyOf(finished);
        finished.clear();
        return taken;
    }

    private void stepEnvironment(int i, long version, Instant now) {
        Environment environment = environments[i];
        EpisodeStatus status = advance(i, rows.actions(), rows.actionAt(step, i), version);
        rows.stepped(step, i, environment.reward(), status);
        if (status != EpisodeStatus.RUNNING) {
            requireFiniteObservation(i, rows.finalObservation(step, i, environment), rows.finalAt());
            if (!rows.finalMask(environment, status)) {
                throw allowsNothing(i);
            }
            finished.add(finishedEpisode(i, status, version, now));
            beginNextEpisode(i);
        }
        show(i, step + 1);
    }

    /** Takes one action and counts what came of it. */
    private EpisodeStatus advance(int i, float[] actions, int at, long version) {
        EpisodeStatus status = environments[i].step(actions, at);
        double reward = environments[i].reward();
        // As float32, because that is how it travels.
        if (!Float.isFinite((float) reward)) {
            throw notANumber(i, "a reward", reward);
        }
        if (episodeStep[i] == 0) {
            firstVersion[i] = version;
        }
        episodeReturn[i] += discountSoFar[i] * reward;
        discountSoFar[i] *= shape.environment().discount();
        episodeStep[i]++;
        return status;
    }

    private void beginNextEpisode(int i) {
        episode[i]++;
        beginEpisode(i);
    }

    /**
     * Does the lane's next unroll again as it stands on the log: the environments are reset and stepped as they were
     * then. One that is in the midst of an episode at the first call stands aside until that is over. When all that
     * is on the log was done again, {@link #goOn} follows.
     *
     * @param recorded of the sizes of this lane; the first is the one that the lane's start was made of
     * @param untold   for each environment, its first episode that nobody was told of: from there on, episodes that
     *     end are given by {@link #takeEpisodes}
     * @return whether the environments led where the record says; if not, the lane is of no use
     */
    public boolean redo(Unroll recorded, long[] untold) {
        try {
            RecordedSteps steps = RecordedSteps.of(recorded, shape);
            if (!redoing) {
                redoing = true;
                steps.standAside(away);
            }
            for (int tick = 0; tick < shape.unrollLength(); tick++) {
                for (int i = 0; i < environments.length; i++) {
                    if (!redoStep(steps, tick, i, untold[i])) {
                        return false;
                    }
                }
            }
            unroll++;
            return showsWhat(steps);
        } catch (RuntimeException elsewhere) {
            // Whatever it is, it did not happen when this was recorded.
            return false;
        }
    }

    private boolean redoStep(RecordedSteps steps, int tick, int i, long untold) {
        if (away[i]) {
            away[i] = steps.status(tick, i) == EpisodeStatus.RUNNING;
            if (!away[i]) {
                beginNextEpisode(i);
            }
            return true;
        }
        if (tick == 0 && !steps.beginsAt(i, episode[i], episodeStep[i])) {
            return false;
        }
        EpisodeStatus status = advance(i, steps.actions(), steps.actionAt(tick, i), steps.version(tick));
        if (!steps.ledTo(tick, i, environments[i].reward(), status)) {
            return false;
        }
        if (status != EpisodeStatus.RUNNING) {
            if (episode[i] >= untold) {
                finished.add(finishedEpisode(i, status, steps.version(tick), steps.time(tick)));
            }
            beginNextEpisode(i);
        }
        return true;
    }

    private boolean showsWhat(RecordedSteps steps) {
        for (int i = 0; i < environments.length; i++) {
            show(i, 0);
            if (!away[i] && !steps.endWith(i, rows.observations(), rows.observationAt(0, i))) {
                return false;
            }
        }
        return true;
    }

    /** Ends doing again: the next unroll begins. Episodes whose beginning is no longer on the log are abandoned. */
    public void goOn() {
        redoing = false;
        for (int i = 0; i < environments.length; i++) {
            if (away[i]) {
                away[i] = false;
                beginNextEpisode(i);
            }
        }
        beginUnroll();
    }

    /** Writes what an environment shows and allows now into the rows of the tick at {@code tick}. */
    private void show(int i, int tick) {
        int at = rows.observationAt(tick, i);
        environments[i].observe(rows.observations(), at);
        requireFiniteObservation(i, rows.observations(), at);
        if (!rows.mask(tick, i, environments[i])) {
            throw allowsNothing(i);
        }
    }

    private EnvironmentFailure allowsNothing(int i) {
        return new EnvironmentFailure(failure(i, "allows no action in", "its mask is all 0"));
    }

    private Episode finishedEpisode(int i, EpisodeStatus status, long version, Instant now) {
        return Episode.newBuilder()
                .setLane(number)
                .setEnvironment(i)
                .setEpisode(episode[i])
                .setReturn$(episodeReturn[i])
                .setLength(episodeStep[i])
                .setEnded(status == EpisodeStatus.TERMINATED ? EpisodeEnd.TERMINATED : EpisodeEnd.TRUNCATED)
                .setFirstVersion(firstVersion[i])
                .setLastVersion(version)
                .setEndedAt(now)
                .setFigures(figuresOf(i))
                .build();
    }

    private Map<String, Double> figuresOf(int i) {
        Map<String, Double> measured = figures.of(environments[i], episodeReturn[i]);
        measured.forEach((name, value) -> {
            if (!Double.isFinite(value)) {
                throw notANumber(i, "a figure " + name, value);
            }
        });
        return measured;
    }

    private void beginEpisode(int i) {
        // Three coordinates name an episode of the run: lane, environment, episode.
        environments[i].reset(
                chance[i].at(Purpose.ENVIRONMENT, number, i, episode[i]),
                sharedChance.at(Purpose.ENVIRONMENT, number, WHOLE_LANE, episode[i]));
        episodeStep[i] = 0;
        episodeReturn[i] = 0;
        discountSoFar[i] = 1;
    }

    private void beginUnroll() {
        for (int i = 0; i < environments.length; i++) {
            show(i, 0);
        }
        rows.episodesBegin(episode, episodeStep);
    }

    private void requireFiniteObservation(int i, float[] observations, int at) {
        for (int j = 0; j < shape.observationSize(); j++) {
            if (!Float.isFinite(observations[at + j])) {
                throw notANumber(i, "number " + j + " of an observation", observations[at + j]);
            }
        }
    }

    private EnvironmentFailure notANumber(int i, String what, double value) {
        return new EnvironmentFailure(
                failure(i, "gave " + what + " that is no finite number in", String.valueOf(value)));
    }

    private String failure(int i, String did, String found) {
        return "Environment " + shape.environment().name() + " " + did + " lane " + number + ", environment " + i
                + ", episode " + episode[i] + ", step " + episodeStep[i] + ": " + found
                + ". Nothing can be learned from it. Mend the environment; the run goes on after its last recorded"
                + " unroll when the env-service is started again.";
    }

    private static boolean environmentMasks(Supplier<Environment> environments) {
        return environments.get().masksActions();
    }
}
