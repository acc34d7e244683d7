package io.millrace.policy.behaviour;

import io.millrace.policy.migration.Forecast;
import io.millrace.policy.migration.MigrationDynamics;
import io.millrace.policy.migration.MigrationObservation;

/**
 * Invests in a region while its share is going to be below its goal: some years ahead, with the utilities of today. So
 * it stops before it overshoots.
 */
public final class LookaheadRule implements ObservationRule {

    private final MigrationObservation observation;
    private final Forecast forecast;
    private final double[] shares;
    private final double[] utilities;
    private final double[] attraction;
    private final double[] goal;

    /**
     * The rule for observations of this layout.
     *
     * @param dynamics of as many regions, which the rule alone uses
     * @param horizon  years ahead; in [1, 1000]
     */
    public LookaheadRule(MigrationObservation observation, MigrationDynamics dynamics, int horizon) {
        this.observation = observation;
        this.forecast = new Forecast(dynamics, horizon);
        this.shares = new double[observation.regions()];
        this.utilities = new double[observation.regions()];
        this.attraction = new double[observation.regions()];
        this.goal = new double[observation.regions()];
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
        observation.read(observations, at, shares, utilities, goal);
        MigrationDynamics.attraction(utilities, attraction);
        double[] coming = forecast.of(shares, attraction);
        for (int i = 0; i < goal.length; i++) {
            action[actionAt + i] = coming[i] < goal[i] ? 1 : 0;
        }
    }
}
