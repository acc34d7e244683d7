package io.millrace.app.evaluation;

import io.millrace.env.environments.Environment;
import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.env.environments.EnvironmentParameters;
import io.millrace.env.environments.Plannable;
import io.millrace.policy.Policy;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import io.millrace.policy.space.ActionSpace.Discrete;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The plans of a greedy policy beside those of a search that looks one step ahead with the task's own
 * model, and beside chance. All meet the episodes of {@link Evaluator} with the same seed.
 *
 * @param measure  what says how far it is to the goal, in a word
 * @param episodes plans that each made
 * @param policy   the greedy policy
 * @param oneStep  always the action that leads nearest to the goal, until none leads nearer
 * @param random   an allowed action, drawn uniformly
 */
public record PlanComparison(String measure, int episodes, PlanMaker policy, PlanMaker oneStep, PlanMaker random) {

    /** It chose no action: the plan ends here. */
    private static final int DONE = -1;

    /** Chooses actions of one environment. */
    private interface Chooser {
        int choose();
    }

    /** Makes the chooser of an episode. */
    private interface Method {
        Chooser forEpisode(PlannedEpisode episode);
    }

    /**
     * Lets all three plan so many episodes.
     *
     * @param policy   with its parameters loaded
     * @param episodes at least 1
     * @return nothing if the episodes of this environment are no plans
     */
    public static Optional<PlanComparison> of(
            EnvironmentParameters parameters, Policy policy, long seed, int episodes) {
        if (!(parameters.create() instanceof Plannable plannable)) {
            return Optional.empty();
        }
        return Optional.of(new PlanComparison(
                plannable.measure(),
                episodes,
                plan("policy", parameters, seed, episodes, episode -> episode.greedy(policy)),
                plan("one-step", parameters, seed, episodes, PlannedEpisode::oneStep),
                plan("random", parameters, seed, episodes, PlannedEpisode::random)));
    }

    private static PlanMaker plan(
            String name, EnvironmentParameters parameters, long seed, int episodes, Method method) {
        List<Trajectory> plans = new ArrayList<>();
        long nanoseconds = 0;
        for (int i = 0; i < episodes; i++) {
            PlannedEpisode episode = new PlannedEpisode(parameters.create(), seed, i);
            plans.add(episode.play(method.forEpisode(episode)));
            nanoseconds += episode.nanoseconds;
        }
        return PlanMaker.of(name, plans, nanoseconds);
    }

    private static final class PlannedEpisode {

        private final Environment environment;
        private final Plannable plannable;
        private final float[] observation;
        private final byte[] mask;
        private final CounterRandom chance;
        private long nanoseconds;

        PlannedEpisode(Environment environment, long seed, int episode) {
            if (!(environment instanceof Plannable asPlan)
                    || !(environment.description().actionSpace() instanceof Discrete choices)) {
                throw new IllegalStateException(
                        environment.description().name() + " has plans, so its actions should be discrete.");
            }
            this.environment = environment;
            this.plannable = asPlan;
            this.observation = new float[environment.description().observationSize()];
            this.mask = new byte[choices.choices()];
            // Beside the place from which the episode itself is drawn.
            this.chance = new CounterRandom(seed).at(Purpose.EVALUATION, episode, 1, 0);
            environment.reset(new CounterRandom(seed).at(Purpose.EVALUATION, episode, 0, 0));
        }

        Trajectory play(Chooser chooser) {
            double start = plannable.remaining();
            List<Trajectory.Step> steps = new ArrayList<>();
            float[] action = new float[1];
            EpisodeStatus status = EpisodeStatus.RUNNING;
            while (status == EpisodeStatus.RUNNING) {
                long before = System.nanoTime();
                int chosen = chooser.choose();
                nanoseconds += System.nanoTime() - before;
                if (chosen == DONE) {
                    break;
                }
                Plannable.Change change = plannable.change(chosen);
                action[0] = chosen;
                status = environment.step(action, 0);
                steps.add(new Trajectory.Step(chosen, change, plannable.remaining()));
            }
            return new Trajectory(start, List.copyOf(steps), status == EpisodeStatus.TERMINATED);
        }

        Chooser greedy(Policy policy) {
            return () -> {
                environment.observe(observation, 0);
                policy.forward(observation, 1);
                policy.greedy(0, 1, environment.masksActions() ? allowed() : null);
                return (int) policy.actions()[0];
            };
        }

        Chooser oneStep() {
            return plannable::bestAction;
        }

        Chooser random() {
            return () -> {
                byte[] allowed = allowed();
                int action = chance.nextInt(allowed.length);
                while (allowed[action] == 0) {
                    action = chance.nextInt(allowed.length);
                }
                return action;
            };
        }

        private byte[] allowed() {
            if (environment.masksActions()) {
                environment.mask(mask, 0);
            } else {
                Arrays.fill(mask, (byte) 1);
            }
            return mask;
        }
    }
}
