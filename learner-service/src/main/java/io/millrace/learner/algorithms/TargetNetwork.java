package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Engine;

/**
 * The network that says what comes after a step is worth: an older or slower copy of the one that learns, so
 * that its targets do not move with every gradient step.
 *
 * @see <a href="https://doi.org/10.1038/nature14236">Mnih et al. 2015, algorithm 1</a>, for copies
 * @see <a href="https://arxiv.org/abs/1509.02971">Lillicrap et al. 2016, algorithm 1</a>, for a soft way
 */
final class TargetNetwork implements AutoCloseable {

    private static final float[] NO_VALUES = {};

    private final TargetSettings settings;
    private final Engine engine;
    private final int choices;
    private final float[] parameters;
    private float[] outputs = {};

    TargetNetwork(TargetSettings settings, LearningTask task) {
        this.settings = settings;
        engine = task.engines().apply(task.shape());
        choices = task.shape().policyOutputs();
        parameters = new float[engine.parameterCount()];
    }

    /** Becomes what the other network is now. */
    void copy(float[] online) {
        System.arraycopy(online, 0, parameters, 0, parameters.length);
        engine.load(parameters);
    }

    /**
     * Follows a gradient step of the other network.
     *
     * @param gradientSteps taken by now, this one included
     */
    void follow(float[] online, long gradientSteps) {
        if (settings.tau() > 0) {
            approach(online, (float) settings.tau());
        } else if (gradientSteps % settings.copyEvery() == 0) {
            copy(online);
        }
    }

    private void approach(float[] online, float tau) {
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] += tau * (online[i] - parameters[i]);
        }
        engine.load(parameters);
    }

    /** What it makes of some observations; rows x choices, overwritten by the next call. */
    float[] values(float[] observations, int rows) {
        outputs = outputs.length < rows * choices ? new float[rows * choices] : outputs;
        engine.forward(observations, rows, outputs, NO_VALUES);
        return outputs;
    }

    /** Its parameters; not to be written to. */
    float[] parameters() {
        return parameters;
    }

    @Override
    public void close() {
        engine.close();
    }
}
