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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    private final Run run;
    private final Topics topics;
    private final String actor;
    private final EventSource<ObservationBatch> observations;
    private final EventSink<ActionBatch> actions;
    private final WeightsFollower weights;
    private final Policy policy;
    private final CounterRandom random;
    private final ActorMetrics metrics;

    /** Batches that ask for weights which are not there yet; the newest of each lane. */
    private final Map<Integer, Event<ObservationBatch>> waiting = new HashMap<>();

    private float[] rows = {};

    /** @param actor name of this actor; stands in its answers */
    ActorWorker(
            Run run,
            String actor,
            EventSource<ObservationBatch> observations,
            EventSink<ActionBatch> actions,
            WeightsFollower weights,
            ActorMetrics metrics) {
        this.run = run;
        this.topics = new Topics(run.getRun(), run.getPartitions());
        this.actor = actor;
        this.observations = observations;
        this.actions = actions;
        this.weights = weights;
        this.policy = RunPolicy.policy(run);
        this.random = new CounterRandom(run.getSeed());
        this.metrics = metrics;
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
        long before = System.nanoTime();
        followWeights(WAIT);
        metrics.waitedForWeights(Duration.ofNanos(System.nanoTime() - before));
    }

    private void followWeights(Duration timeout) {
        PublishedWeights newer = weights.follow(timeout);
        if (newer == null) {
            return;
        }
        try {
            policy.load(newer.parameters());
            metrics.actsWith(newer.version());
        } catch (IllegalArgumentException unusable) {
            metrics.dropped("weights");
            LOGGER.atError()
                    .addKeyValue("weightsVersion", newer.version())
                    .addKeyValue("reason", unusable.getMessage())
                    .log("keeping the weights before");
        }
    }

    private void receive(List<Event<ObservationBatch>> events) {
        for (Event<ObservationBatch> event : events) {
            String defect = defect(event.value());
            if (defect == null) {
                waiting.put(event.value().getLane(), event);
            } else {
                metrics.dropped("unusable");
                observations.reject(event, defect);
            }
        }
    }

    private @Nullable String defect(ObservationBatch batch) {
        int expected = batch.getEnvironments() * run.getObservationSize() * Float.BYTES;
        if (batch.getLane() < 0 || batch.getLane() >= run.getLanes() || batch.getEnvironments() < 1) {
            return "Lane " + batch.getLane() + " with " + batch.getEnvironments()
                    + " environments is none of this run's " + run.getLanes() + " lanes.";
        }
        if (batch.getObservations().remaining() != expected) {
            return "The batch of lane " + batch.getLane() + " holds "
                    + batch.getObservations().remaining()
                    + " bytes of observations, but " + batch.getEnvironments() + " observations of "
                    + run.getObservationSize() + " numbers take " + expected
                    + ". It was sent for another environment.";
        }
        ByteBuffer mask = batch.getActionMask();
        int flags = batch.getEnvironments() * run.getActionSpace().getSize();
        if (mask != null && mask.remaining() != flags) {
            return "The batch of lane " + batch.getLane() + " holds a mask of " + mask.remaining()
                    + " flags instead of " + flags + ".";
        }
        return null;
    }

    private List<Event<ObservationBatch>> takeReady() {
        long version = weights.version();
        List<Event<ObservationBatch>> ready = new ArrayList<>();
        waiting.values().removeIf(event -> {
            boolean served = version >= event.value().getLeastVersion();
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
        int count = gather(ready);
        policy.forward(rows, count);
        metrics.computedBatch();
        int firstRow = 0;
        for (Event<ObservationBatch> event : ready) {
            answerLane(event, firstRow);
            firstRow += event.value().getEnvironments();
        }
    }

    private int gather(List<Event<ObservationBatch>> ready) {
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
        ByteBuffer mask = batch.getActionMask();
        try {
            double entropy = policy.draw(
                    random,
                    batch.getLane(),
                    batch.getTick(),
                    firstRow,
                    batch.getEnvironments(),
                    mask == null ? null : Tensors.bytes(mask));
            int partition = topics.partition(batch.getLane());
            actions.send(partition, String.valueOf(batch.getLane()), actions(batch, firstRow, entropy));
            metrics.answered(batch.getEnvironments(), entropy);
        } catch (IllegalStateException unanswerable) {
            metrics.dropped("unusable");
            observations.reject(event, String.valueOf(unanswerable.getMessage()));
        }
    }

    private ActionBatch actions(ObservationBatch batch, int firstRow, double entropy) {
        int count = batch.getEnvironments();
        int width = policy.distribution().actionWidth();
        int sampledWidth = policy.distribution().sampledWidth();
        boolean discrete = RunPolicy.discrete(run);
        return ActionBatch.newBuilder()
                .setLane(batch.getLane())
                .setTick(batch.getTick())
                .setWeightsVersion(weights.version())
                .setEnvironments(count)
                .setActions(
                        discrete
                                ? Tensors.ofIndices(policy.actions(), firstRow * width, count * width)
                                : Tensors.ofFloats(policy.actions(), firstRow * width, count * width))
                .setSampled(
                        policy.distribution().sampledIsAction()
                                ? null
                                : Tensors.ofFloats(policy.sampled(), firstRow * sampledWidth, count * sampledWidth))
                .setLogProbabilities(Tensors.ofFloats(policy.logProbabilities(), firstRow, count))
                .setEntropy((float) entropy)
                .setActor(actor)
                .build();
    }
}
