package io.millrace.learner.normalisation;

import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.policy.normalisation.ObservationScale;

/**
 * Statistics of every observation that an action answered, each counted once, and the scale that they come to. An
 * observation at the end of an unroll is counted with the unroll that follows.
 */
final class ObservationStatistics {

    private final Moments moments;
    private final ObservationScale scale;

    /** Means and deviations in float32, as they are published. */
    private final float[] published;

    ObservationStatistics(int observationSize) {
        moments = new Moments(observationSize);
        scale = new ObservationScale(observationSize);
        published = new float[2 * observationSize];
        publish();
    }

    /** Scales a batch by what was published last, and takes its observations into what is published next. */
    void apply(UnrollBatch batch) {
        UnrollShape shape = batch.shape();
        moments.takeIn(batch.observations(), batch.layout().unrolls(), shape.stepRows(), shape.observationRows());
        scale.apply(batch.observations(), batch.observationRows(), batch.observations());
        scale.apply(batch.finalObservations(), batch.finals(), batch.finalObservations());
        publish();
    }

    float[] published() {
        return published;
    }

    double[] state() {
        double[] state = new double[moments.stored()];
        moments.store(state);
        return state;
    }

    /** Numbers in the state. */
    int stateSize() {
        return moments.stored();
    }

    void restore(double[] state) {
        moments.restore(state);
        publish();
    }

    /** Begins with means and deviations that were published, as if they were those of so many observations. */
    void begin(float[] weights, int at, double count) {
        int size = published.length / 2;
        for (int i = 0; i < size; i++) {
            moments.begin(i, weights[at + i], weights[at + size + i], count);
        }
        System.arraycopy(weights, at, published, 0, published.length);
        scale.load(published, 0);
    }

    private void publish() {
        int size = published.length / 2;
        for (int i = 0; i < size; i++) {
            published[i] = (float) moments.mean(i);
            published[size + i] = (float) moments.deviation(i);
        }
        scale.load(published, 0);
    }
}
