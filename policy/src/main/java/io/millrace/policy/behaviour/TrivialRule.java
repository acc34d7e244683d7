package io.millrace.policy.behaviour;

import io.millrace.policy.migration.MigrationObservation;

/**
 * Invests in a region while its share is below its goal. It overshoots: utilities sum up what was invested, and shares
 * follow utilities.
 */
public final class TrivialRule implements ObservationRule {

    private final MigrationObservation observation;

    /** The rule for observations of this layout. */
    public TrivialRule(MigrationObservation observation) {
        this.observation = observation;
    }

    @Override
    public int observationSize() {
        return observation.size();
    }

    @Override
    public int actionWidth() {
        return observation.regions();
    }

    @Override
    public void act(float[] observations, int at, float[] action, int actionAt) {
        for (int i = 0; i < observation.regions(); i++) {
            action[actionAt + i] = observation.belowGoal(observations, at, i) ? 1 : 0;
        }
    }
}
