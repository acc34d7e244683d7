package io.millrace.env.lanes;

import io.millrace.env.environments.Environment.Description;
import io.millrace.messages.Run;
import io.millrace.policy.space.ActionSpace;

/**
 * The sizes and names that every lane of a run shares.
 *
 * @param run          name of the run
 * @param seed         all chance of the environments is drawn from it
 * @param environments environments in a lane, called B; at least 1
 * @param unrollLength ticks in an unroll, called T; at least 1
 * @param environment  what the environments are
 */
public record LaneShape(String run, long seed, int environments, int unrollLength, Description environment) {

    /**
     * The lanes of a registered run.
     *
     * @throws IllegalArgumentException if the environment here is not the one that the run was registered with
     */
    public static LaneShape of(Run run, Description environment) {
        if (!run.getEnvironment().equals(environment.name())
                || !run.getEnvironmentVersion().equals(environment.version())) {
            throw new IllegalArgumentException(
                    "Run " + run.getRun() + " was registered with environment "
                            + run.getEnvironment() + " version " + run.getEnvironmentVersion()
                            + ", but this service has "
                            + environment.name() + " version " + environment.version()
                            + ". The same actions could lead elsewhere. Use the version that began the run, or a new run name.");
        }
        return new LaneShape(
                run.getRun(), run.getSeed(), run.getEnvironmentsPerLane(), run.getUnrollLength(), environment);
    }

    int observationSize() {
        return environment.observationSize();
    }

    int actionWidth() {
        return environment.actionSpace().width();
    }

    /** Flags in one action mask: the choices of a discrete space. */
    int maskWidth() {
        return environment.actionSpace() instanceof ActionSpace.Discrete discrete ? discrete.choices() : 0;
    }

    boolean discrete() {
        return environment.actionSpace() instanceof ActionSpace.Discrete;
    }
}
