package io.millrace.app.steering;

import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.env.environments.Migration;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Plays one episode to a goal, and remembers what there is to see of it. Used once. */
final class SteeringPlay {

    /** Decides one action by one observation. */
    interface Driver {

        /** Writes the action for this observation. */
        void decide(float[] observation, float[] action);
    }

    private final Migration environment;
    private final int stride;
    private final List<Integer> shown;
    private final List<Double> errors = new ArrayList<>();
    private final List<List<Double>> shares;
    private final List<List<Double>> utilities;

    /**
     * An episode of this environment.
     *
     * @param stride of the steps that are remembered; the first and the last are in any case
     * @param shown  places of the regions that are remembered
     */
    SteeringPlay(Migration environment, int stride, List<Integer> shown) {
        this.environment = environment;
        this.stride = stride;
        this.shown = shown;
        this.shares = shown.stream()
                .map(place -> (List<Double>) new ArrayList<Double>())
                .toList();
        this.utilities = shown.stream()
                .map(place -> (List<Double>) new ArrayList<Double>())
                .toList();
    }

    Steering play(String by, Driver driver) {
        // Nothing of this beginning is left to chance.
        environment.reset(new CounterRandom(0).at(Purpose.EVALUATION, 0, 0, 0));
        float[] observation = new float[environment.description().observationSize()];
        float[] action = new float[environment.description().actionSpace().width()];
        remember();
        @Nullable Integer reached = null;
        int lastOutside = 0;
        double earned = 0;
        EpisodeStatus status = EpisodeStatus.RUNNING;
        for (int step = 1; status == EpisodeStatus.RUNNING; step++) {
            environment.observe(observation, 0);
            driver.decide(observation, action);
            status = environment.step(action, 0);
            earned += environment.reward();
            if (environment.reward() < 0) {
                lastOutside = step;
            } else if (reached == null) {
                reached = step;
            }
            if (step % stride == 0 || status != EpisodeStatus.RUNNING) {
                remember();
            }
        }
        return new Steering(by, reached, lastOutside, earned, environment.error(), List.copyOf(errors), paths());
    }

    private void remember() {
        double[] share = environment.shares();
        double[] utility = environment.utilities();
        double mean = DoubleStream.of(utility).average().orElse(0);
        errors.add(environment.error());
        for (int i = 0; i < shown.size(); i++) {
            shares.get(i).add(share[shown.get(i)]);
            utilities.get(i).add(utility[shown.get(i)] - mean);
        }
    }

    private List<RegionPath> paths() {
        List<String> names = environment.regions().englishNames();
        return IntStream.range(0, shown.size())
                .mapToObj(i -> new RegionPath(
                        names.get(shown.get(i)), List.copyOf(shares.get(i)), List.copyOf(utilities.get(i))))
                .toList();
    }
}
