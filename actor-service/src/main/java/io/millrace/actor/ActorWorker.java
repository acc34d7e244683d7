package io.millrace.actor;

import io.millrace.messages.ActionBatch;
import io.millrace.messages.ObservationBatch;
import io.millrace.messages.Run;
import io.millrace.policy.Policy;
import io.millrace.policy.random.CounterRandom;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.worker.Worker;
import io.millrace.schemas.Tensors;
import io.millrace.schemas.Topics;
import io.millrace.weights.PublishedWeights;
import io.millrace.weights.RunPolicy;
import io.millrace.weights.WeightsFollower;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers observation batches with the newest weights: one network call for all lanes that wait.
 *
 * <p>Keeps nothing between calls but the weights and the batches that wait for newer ones, one for
 * each lane. An answer depends on the weights, the observations and (seed, lane, tick, environment)
 * alone, so it does not matter which actor gives it, or how often.
 */
public final class ActorWorker implements Worker {

    private static final Logger LOGGER = LoggerFactory.getLogger(ActorWorker.class);
    private static final Duration WAIT = Duration.ofMillis(50);
    /** While some lanes wait for weights, new requests of others are not kept waiting longer. */
    private static final Duration SHORT_WAIT = Duration.ofMillis(2);

    /** How long the first requests wait for company. */
    private static final Duration GATHERING = Duration.ofMillis(1);

    /** A lane that has not asked for so long is not waited for. */
    private static final Duration LATELY = Duration.ofMillis(20);

    /** A group takes some seconds to share its partitions out. */
    private static final Duration SHARING_OUT = Duration.ofSeconds(10);

    private final Run run;
    private final Topics topics;
    private final String actor;
    private final EventSource<ObservationBatch> observations;
    private final EventSink<ActionBatch> actions;
    private final WeightsFollower weights;
    private final Policy policy;
    private final CounterRandom random;
    private final ActorMetrics metrics;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Instant madeAt;

    /** Batches that ask for weights which are not there yet; the newest of each lane. */
    private final Map<Integer, Event<ObservationBatch>> waiting = new HashMap<>();

    /** When each lane asked last. */
    private final long[] askedAtNanos;

    private final Answer answer;

    private float[] rows = {};
    private byte[] mask = {};
    private long hadPartitionsAtNanos;
    private boolean saidIdle;

    /**
     * @param actor    name of this actor; stands in its answers
     * @param clock    tells when weights act
     * @param nanoTime measures waiting, {@code System::nanoTime} outside of tests
     */
    ActorWorker(
            Run run,
            String actor,
            EventSource<ObservationBatch> observations,
            EventSink<ActionBatch> actions,
            WeightsFollower weights,
            ActorMetrics metrics,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.run = run;
        this.topics = new Topics(run.getRun(), run.getPartitions());
        this.actor = actor;
        this.observations = observations;
        this.actions = actions;
        this.weights = weights;
        this.policy = RunPolicy.acting(run);
        this.answer = new Answer(actor, run.getEnvironmentsPerLane(), policy, RunPolicy.discrete(run));
        this.random = new CounterRandom(run.getSeed());
        this.metrics = metrics;
        this.clock = clock;
        this.madeAt = clock.instant();
        this.nanoTime = nanoTime;
        this.hadPartitionsAtNanos = nanoTime.getAsLong();
        this.askedAtNanos = new long[run.getLanes()];
        Arrays.fill(askedAtNanos, hadPartitionsAtNanos - LATELY.toNanos());
    }

    @Override
    public String name() {
        return "actor";
    }

    /** {@inheritDoc} Returns the number of batches answered. */
    @Override
    public int runOnce() {
        followWeights(Duration.ZERO);
        receive(observations.poll(waiting.isEmpty() ? WAIT : Duration.ZERO));
        gather();
        noticeIdleness();
        List<Event<ObservationBatch>> ready = takeReady();
        if (ready.isEmpty() && !waiting.isEmpty()) {
            waitForWeights();
            ready = takeReady();
        }
        answer(ready);
        return ready.size();
    }

    @Override
    public void close() {
        observations.close();
        weights.close();
    }

    private void waitForWeights() {
        long before = nanoTime.getAsLong();
        followWeights(SHORT_WAIT);
        metrics.waitedForWeights(Duration.ofNanos(nanoTime.getAsLong() - before));
    }

    private void followWeights(Duration timeout) {
        PublishedWeights newer = weights.follow(timeout);
        if (newer != null) {
            policy.load(newer.parameters());
            metrics.actsWith(newer.version());
            noteAge(weights.publishedAt());
        }
    }

    /** Weights from before this actor waited for nobody's sake: how old they are says when it was started. */
    private void noteAge(@Nullable Instant published) {
        if (published != null && !published.isBefore(madeAt)) {
            metrics.tookUp(Duration.between(published, clock.instant()));
        }
    }

    private void noticeIdleness() {
        long now = nanoTime.getAsLong();
        if (!observations.partitions().isEmpty()) {
            hadPartitionsAtNanos = now;
            saidIdle = false;
        } else if (!saidIdle && now - hadPartitionsAtNanos > SHARING_OUT.toNanos()) {
            saidIdle = true;
            LOGGER.atWarn()
                    .addKeyValue("actor", actor)
                    .addKeyValue("partitions", run.getPartitions())
                    .log("no partition is left for this actor: it idles until another one stops");
        }
    }

    /**
     * Waits a moment for the rest of a group of lanes that was sent together: each group costs a network
     * call and a request. Half of the lanes are answered at once, while the other half is stepped.
     */
    private void gather() {
        long begun = nanoTime.getAsLong();
        long lately = begun - LATELY.toNanos();
        long asking = Arrays.stream(askedAtNanos).filter(at -> at - lately > 0).count();
        while (!waiting.isEmpty()
                && 2L * waiting.size() < asking
                && nanoTime.getAsLong() - begun < GATHERING.toNanos()) {
            List<Event<ObservationBatch>> more = observations.poll(GATHERING);
            if (more.isEmpty()) {
                return;
            }
            receive(more);
        }
    }

    private void receive(List<Event<ObservationBatch>> events) {
        for (Event<ObservationBatch> event : events) {
            String defect = defect(event.value());
            if (defect == null) {
                keepNewest(event);
            } else {
                metrics.dropped("unusable");
                observations.reject(event, defect);
            }
        }
    }

    /** Of a backlog the newest tick alone is of use: the lane has its answers to those before. */
    private void keepNewest(Event<ObservationBatch> event) {
        askedAtNanos[event.value().getLane()] = nanoTime.getAsLong();
        Event<ObservationBatch> other = waiting.putIfAbsent(event.value().getLane(), event);
        if (other == null) {
            return;
        }
        metrics.dropped("superseded");
        if (event.value().getTick() >= other.value().getTick()) {
            waiting.put(event.value().getLane(), event);
        }
    }

    private @Nullable String defect(ObservationBatch batch) {
        String lane = "The batch of lane " + batch.getLane();
        if (batch.getLane() < 0 || batch.getLane() >= run.getLanes()) {
            return lane + " is for none of this run's " + run.getLanes() + " lanes, counted from 0.";
        }
        if (batch.getEnvironments() != run.getEnvironmentsPerLane()) {
            return lane + " tells of " + batch.getEnvironments() + " environments, but a lane of this run has "
                    + run.getEnvironmentsPerLane() + ".";
        }
        int expected = batch.getEnvironments() * run.getObservationSize() * Float.BYTES;
        if (batch.getObservations().remaining() != expected) {
            return lane + " holds " + batch.getObservations().remaining() + " bytes of observations, but "
                    + batch.getEnvironments() + " observations of " + run.getObservationSize() + " numbers take "
                    + expected + ". It was sent for another environment.";
        }
        ByteBuffer mask = batch.getActionMask();
        return mask == null ? notFinite(lane, batch) : maskDefect(lane, mask, batch);
    }

    private @Nullable String maskDefect(String lane, ByteBuffer mask, ObservationBatch batch) {
        if (!RunPolicy.discrete(run)) {
            return lane + " holds an action mask, but the actions of this run are no choices that could be masked.";
        }
        int flags = batch.getEnvironments() * run.getActionSpace().getSize();
        return mask.remaining() == flags
                ? notFinite(lane, batch)
                : lane + " holds a mask of " + mask.remaining() + " flags instead of " + flags + ".";
    }

    // Looked at here, because a network may hide it: a rectifier makes zero of what is not a number.
    private @Nullable String notFinite(String lane, ObservationBatch batch) {
        FloatBuffer numbers = batch.getObservations()
                .duplicate()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        for (int i = 0; i < numbers.limit(); i++) {
            if (!Float.isFinite(numbers.get(i))) {
                return lane + " holds " + numbers.get(i) + " as number " + i
                        + " of its observations, on which nobody can act.";
            }
        }
        return null;
    }

    private List<Event<ObservationBatch>> takeReady() {
        long version = weights.version();
        List<Event<ObservationBatch>> ready = new ArrayList<>();
        waiting.values().removeIf(event -> {
            boolean served = version >= Math.max(0, event.value().getLeastVersion());
            if (served) {
                ready.add(event);
            }
            return served;
        });
        return ready;
    }

    private void answer(List<Event<ObservationBatch>> ready) {
        if (ready.isEmpty()) {
            return;
        }
        // First, because it may replace the array of rows by a longer one.
        int count = layOut(ready);
        policy.forward(rows, count);
        metrics.computedBatch();
        int firstRow = 0;
        for (Event<ObservationBatch> event : ready) {
            answerLane(event, firstRow);
            firstRow += event.value().getEnvironments();
        }
        actions.dispatch();
    }

    private int layOut(List<Event<ObservationBatch>> ready) {
        int count = 0;
        for (Event<ObservationBatch> event : ready) {
            count += event.value().getEnvironments();
        }
        if (rows.length < count * run.getObservationSize()) {
            rows = new float[count * run.getObservationSize()];
        }
        int at = 0;
        for (Event<ObservationBatch> event : ready) {
            at += Tensors.floats(event.value().getObservations(), rows, at);
        }
        return count;
    }

    private void answerLane(Event<ObservationBatch> event, int firstRow) {
        ObservationBatch batch = event.value();
        double entropy;
        try {
            entropy = draw(batch, firstRow);
        } catch (IllegalStateException unanswerable) {
            metrics.dropped("unusable");
            observations.reject(event, String.valueOf(unanswerable.getMessage()));
            return;
        }
        int partition = topics.partition(batch.getLane());
        actions.send(
                partition,
                String.valueOf(batch.getLane()),
                answer.to(batch, weights.version(), policy, firstRow, (float) entropy));
        metrics.answered(batch.getEnvironments(), entropy);
    }

    private double draw(ObservationBatch batch, int firstRow) {
        ByteBuffer flags = batch.getActionMask();
        if (flags != null) {
            if (mask.length < flags.remaining()) {
                mask = new byte[flags.remaining()];
            }
            flags.duplicate().get(mask, 0, flags.remaining());
        }
        return policy.draw(
                random,
                batch.getLane(),
                batch.getTick(),
                firstRow,
                batch.getEnvironments(),
                flags == null ? null : mask);
    }
}
