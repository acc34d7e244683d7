package io.millrace.learner.offpolicy;

/** Numbers of an observation, or of an observation and an action, of which a value is a weighted sum. */
interface Features {

    /** How many. */
    int count();

    /** Writes those of the numbers that begin at {@code numbers[at]} into {@code features[into …]}. */
    void of(float[] numbers, int at, double[] features, int into);
}
