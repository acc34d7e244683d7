package io.millrace.app.offpolicy;

import io.millrace.learner.offpolicy.EpisodeShape;
import io.millrace.learner.offpolicy.RecordedEpisode;
import io.millrace.policy.NetworkPolicy;
import io.millrace.policy.distribution.ActionDistribution;
import io.millrace.policy.distribution.Deterministic;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import io.millrace.policy.space.ActionSpace;
import io.millrace.weights.RunPolicy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Says of recorded episodes what a candidate would have done in them. One thread at a time. */
final class TargetPolicy {

    /** Whether the candidate acts by its distribution, or always does what it holds for best. */
    enum Acting {
        DRAWN,
        GREEDY
    }

    /** Beyond so many choices, some are drawn instead of all being weighed. */
    private static final int MOST_CHOICES = 16;

    private static final int DRAWS = 8;

    private final NetworkPolicy policy;
    private final Acting acting;
    private final boolean continuous;
    private final EpisodeShape shape;
    private final CounterRandom random;
    private final float[] drawn;
    private long episodes;

    /** @param seed of what is drawn */
    TargetPolicy(Candidate candidate, Acting acting, long seed) {
        policy = new NetworkPolicy(RunPolicy.networkLayout(candidate.run()), RunPolicy.distribution(candidate.run()));
        policy.load(candidate.weights().parameters());
        this.acting = acting;
        ActionSpace space = RunPolicy.actionSpace(candidate.run().getActionSpace());
        continuous = space instanceof ActionSpace.Box || space instanceof ActionSpace.Simplex;
        int choices = space instanceof ActionSpace.Discrete discrete && discrete.choices() <= MOST_CHOICES
                ? discrete.choices()
                : 0;
        int draws = acting == Acting.GREEDY ? 1 : DRAWS;
        shape = new EpisodeShape(
                candidate.run().getObservationSize(), policy.actionWidth(), choices, choices > 0 ? 0 : draws);
        random = new CounterRandom(seed);
        drawn = new float[policy.sampledWidth()];
    }

    EpisodeShape shape() {
        return shape;
    }

    /** The episode, with what the candidate would have done. */
    RecordedEpisode asked(OpenEpisode read, boolean truncated) {
        int steps = read.steps();
        float[] observations = read.observations();
        float[] sampled = read.sampled();
        float[] actions = new float[steps * shape.actionWidth()];
        float[] target = new float[steps];
        float[] wanted = new float[(steps + 1) * shape.wantedWidth()];
        policy.forward(observations, steps + 1);
        random.at(Purpose.EVALUATION, 1, episodes++, 0);
        for (int row = 0; row <= steps; row++) {
            ActionDistribution there = policy.at(row, masks(read, row, steps, truncated), row);
            if (row < steps) {
                int at = row * policy.sampledWidth();
                there.toAction(sampled, at, actions, row * shape.actionWidth());
                target[row] = (float) logProbability(there, sampled, at);
            }
            want(there, wanted, row * shape.wantedWidth());
        }
        return new RecordedEpisode(observations, actions, read.rewards(), read.behaviour(), target, wanted, truncated);
    }

    /** Where the task ended nothing can be done any more, whatever the mask says. */
    private static byte @Nullable [] masks(OpenEpisode read, int row, int steps, boolean truncated) {
        return row == steps && !truncated ? null : read.masks();
    }

    private double logProbability(ActionDistribution there, float[] sampled, int at) {
        if (acting == Acting.DRAWN && !withoutNoise(there)) {
            return there.logProbability(sampled, at);
        }
        if (continuous) {
            return Double.NaN;
        }
        there.mode(drawn, 0);
        boolean same = Arrays.equals(drawn, 0, drawn.length, sampled, at, at + drawn.length);
        return same ? 0 : Double.NEGATIVE_INFINITY;
    }

    /** A deterministic policy whose noise is 0 says probabilities where densities are asked for. */
    private static boolean withoutNoise(ActionDistribution there) {
        return there instanceof Deterministic && there.entropy() == 0;
    }

    private void want(ActionDistribution there, float[] wanted, int at) {
        if (shape.choices() > 0) {
            probabilities(there, wanted, at);
            return;
        }
        for (int draw = 0; draw < shape.draws(); draw++) {
            if (acting == Acting.GREEDY) {
                there.mode(drawn, 0);
            } else {
                there.sample(random, drawn, 0);
            }
            there.toAction(drawn, 0, wanted, at + draw * shape.actionWidth());
        }
    }

    private void probabilities(ActionDistribution there, float[] wanted, int at) {
        if (acting == Acting.GREEDY) {
            there.mode(drawn, 0);
            wanted[at + (int) drawn[0]] = 1;
            return;
        }
        for (int choice = 0; choice < shape.choices(); choice++) {
            drawn[0] = choice;
            wanted[at + choice] = (float) Math.exp(there.logProbability(drawn, 0));
        }
    }
}
