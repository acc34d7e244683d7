package io.millrace.learner.algorithms;

/**
 * Half the squared error of a value estimate. With a clip, an estimate that has moved further than the
 * clip from what it was before the update is taken at the clip where that makes the error larger.
 */
final class ValueLoss {

    private ValueLoss() {}

    /** The loss; {@code clip} 0 for the plain one. */
    static double loss(double value, double oldValue, double target, double clip) {
        double plain = value - target;
        double held = clip == 0 ? plain : held(value, oldValue, clip) - target;
        return Math.max(plain * plain, held * held) / 2;
    }

    /** Derivative of {@link #loss} by the value. */
    static double slope(double value, double oldValue, double target, double clip) {
        double plain = value - target;
        double held = clip == 0 ? plain : held(value, oldValue, clip) - target;
        // The held estimate does not move with the value, so its error has no slope.
        return plain * plain >= held * held ? plain : 0;
    }

    private static double held(double value, double oldValue, double clip) {
        return oldValue + Math.min(Math.max(value - oldValue, -clip), clip);
    }
}
