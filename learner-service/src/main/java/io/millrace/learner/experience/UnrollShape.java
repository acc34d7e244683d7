package io.millrace.learner.experience;

import io.millrace.messages.Run;
import io.millrace.policy.space.ActionSpace;
import io.millrace.weights.RunPolicy;

/**
 * What every unroll of a run looks like.
 *
 * @param steps           ticks in an unroll, called T; at least 1
 * @param environments    environments of a lane, called B; at least 1
 * @param observationSize numbers in an observation; at least 1
 * @param actionSpace     what the environment accepts
 * @param sampledWidth    numbers in an action as the policy draws it; at least 1
 */
public record UnrollShape(int steps, int environments, int observationSize, ActionSpace actionSpace, int sampledWidth) {
    public UnrollShape {
        if (steps < 1 || environments < 1 || observationSize < 1 || sampledWidth < 1) {
            throw new IllegalArgumentException("Unrolls of " + steps + " ticks of " + environments
                    + " environments with observations of " + observationSize + " and sampled actions of "
                    + sampledWidth + " numbers cannot be: each is at least 1.");
        }
    }

    /** The shape of a run's unrolls. */
    public static UnrollShape of(Run run) {
        return new UnrollShape(
                run.getUnrollLength(),
                run.getEnvironmentsPerLane(),
                run.getObservationSize(),
                RunPolicy.actionSpace(run.getActionSpace()),
                RunPolicy.sampledWidth(run));
    }

    /** Steps in an unroll: T x B. */
    public int stepRows() {
        return steps * environments;
    }

    /** Observations in an unroll without the final ones: (T + 1) x B. */
    public int observationRows() {
        return (steps + 1) * environments;
    }

    /** About as many bytes as its message has. */
    public int messageBytes() {
        int perStep = 2 * sampledWidth + actionSpace.width() + 2;
        return Float.BYTES * (observationRows() * observationSize + stepRows() * perStep);
    }

    /** Choices of a discrete action space; 0 for the others, which have no masks. */
    public int choices() {
        return actionSpace instanceof ActionSpace.Discrete discrete ? discrete.choices() : 0;
    }
}
