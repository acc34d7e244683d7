package io.millrace.learner.offpolicy;

import java.util.Arrays;

/**
 * What a value of an observation and an action is a weighted sum of. Where there are choices, each has weights of its
 * own: the action says which block of them counts. Else action and observation go through the features together.
 */
final class StepFeatures {

    private final EpisodeShape shape;
    private final Features features;
    private final int count;
    private final double[] one;
    private final float[] together;

    /** @param features of an observation where there are choices; else of an observation followed by an action */
    StepFeatures(EpisodeShape shape, Features features) {
        this.shape = shape;
        this.features = features;
        this.count = features.count();
        this.one = new double[count];
        this.together = new float[shape.observationSize() + shape.actionWidth()];
    }

    /** Numbers in a block. */
    int blockSize() {
        return count;
    }

    /** Blocks of weights: one for each choice, else one. */
    int blocks() {
        return Math.max(1, shape.choices());
    }

    /** All weights there are. */
    int size() {
        return blocks() * count;
    }

    /** The block of the action that was taken at a step. */
    int block(RecordedEpisode episode, int step) {
        return shape.choices() > 0 ? (int) episode.actions()[step] : 0;
    }

    /** Writes the features of a step with the action that was taken, of its block alone. */
    void ofAction(RecordedEpisode episode, int step, double[] into) {
        if (shape.choices() > 0) {
            features.of(episode.observations(), step * shape.observationSize(), into, 0);
        } else {
            ofDrawn(episode, step, episode.actions(), step * shape.actionWidth(), into);
        }
    }

    /** Writes the mean features of an observation over what the target would do there, of all blocks. */
    void ofTarget(RecordedEpisode episode, int row, double[] into) {
        if (shape.choices() > 0) {
            features.of(episode.observations(), row * shape.observationSize(), one, 0);
            for (int choice = 0; choice < shape.choices(); choice++) {
                double probability = episode.wanted()[row * shape.choices() + choice];
                for (int i = 0; i < count; i++) {
                    into[choice * count + i] = probability * one[i];
                }
            }
            return;
        }
        Arrays.fill(into, 0, count, 0);
        for (int draw = 0; draw < shape.draws(); draw++) {
            int at = row * shape.wantedWidth() + draw * shape.actionWidth();
            ofDrawn(episode, row, episode.wanted(), at, one);
            for (int i = 0; i < count; i++) {
                into[i] += one[i] / shape.draws();
            }
        }
    }

    private void ofDrawn(RecordedEpisode episode, int row, float[] actions, int at, double[] into) {
        int size = shape.observationSize();
        System.arraycopy(episode.observations(), row * size, together, 0, size);
        System.arraycopy(actions, at, together, size, shape.actionWidth());
        features.of(together, 0, into, 0);
    }
}
