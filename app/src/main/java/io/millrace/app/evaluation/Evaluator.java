package io.millrace.app.evaluation;

import io.millrace.app.evaluation.EpisodeBlock.Watcher;
import io.millrace.env.environments.Environment;
import io.millrace.env.environments.EnvironmentParameters;
import io.millrace.env.environments.KnownOptimum;
import io.millrace.policy.Policy;
import io.millrace.weights.PublishedWeights;
import org.jspecify.annotations.Nullable;

/**
 * Plays episodes with the greedy policy. Episode i draws its chance from (seed, i): two policies judged
 * with the same seed meet the same episodes.
 */
public final class Evaluator {

    /** Episodes that the policy plays side by side, at most: more would take memory and save no time. */
    private static final int BLOCK = 1024;

    private final EnvironmentParameters parameters;
    private final Policy policy;
    private final long seed;

    /**
     * What the greedy policy earned, and where the optimum is known also what that earned on the same episodes.
     *
     * @param besideOptimum null where the best policy is not known
     */
    public record Judgement(Evaluation evaluation, @Nullable BesideOptimum besideOptimum) {}

    /** @param policy loaded by {@link #evaluate} and {@link #judge} */
    public Evaluator(EnvironmentParameters parameters, Policy policy, long seed) {
        this.parameters = parameters;
        this.policy = policy;
        this.seed = seed;
    }

    /** Plays so many episodes with these weights. Of each, its return alone is kept. */
    public Evaluation evaluate(PublishedWeights weights, int episodes) {
        policy.load(weights.parameters());
        return evaluation(weights, play(Chooser.greedy(policy), BLOCK, Watcher.NOBODY, episodes));
    }

    /** Plays so many episodes with these weights and, where the best policy is known, the same ones with it. */
    public Judgement judge(PublishedWeights weights, int episodes) {
        Environment environment = parameters.create();
        if (!(environment instanceof KnownOptimum known)) {
            return new Judgement(evaluate(weights, episodes), null);
        }
        policy.load(weights.parameters());
        ControlRecord learned = ControlRecord.of(environment, episodes);
        ControlRecord best = ControlRecord.of(environment, episodes);
        Outcome greedy = play(Chooser.greedy(policy), BLOCK, learned, episodes);
        // One after the other: what an environment reckons its optimum from is then there once.
        Outcome optimal = play(Chooser.optimal(), 1, best, episodes);
        return new Judgement(
                evaluation(weights, greedy),
                BesideOptimum.of(
                        known.optimalReturn(),
                        greedy.returns,
                        optimal.returns,
                        ControlPaths.of(environment, learned, best)));
    }

    private Evaluation evaluation(PublishedWeights weights, Outcome played) {
        return Evaluation.of(
                weights.version(), played.returns, (double) played.steps / played.returns.length, optimum());
    }

    private @Nullable Double optimum() {
        return parameters.create() instanceof KnownOptimum known ? known.optimalReturn() : null;
    }

    private static final class Outcome {

        final double[] returns;
        long steps;

        Outcome(int episodes) {
            returns = new double[episodes];
        }
    }

    private Outcome play(Chooser chooser, int sideBySide, Watcher watcher, int episodes) {
        int size = Math.min(sideBySide, episodes);
        EpisodeBlock block = new EpisodeBlock(parameters, size);
        Outcome outcome = new Outcome(episodes);
        for (int first = 0; first < episodes; first += size) {
            int count = Math.min(size, episodes - first);
            outcome.steps += block.play(seed, first, count, chooser, watcher, outcome.returns);
        }
        return outcome;
    }
}
