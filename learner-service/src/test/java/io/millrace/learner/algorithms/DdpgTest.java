package io.millrace.learner.algorithms;

import io.millrace.learner.algorithms.ExplorationSettings.Kind;
import io.millrace.learner.engine.OptimizerKind;
import io.millrace.learner.replay.ReplaySettings;
import io.millrace.policy.space.ActionSpace;
import java.util.List;

class DdpgTest extends AlgorithmContract {

    @Override
    protected String name() {
        return "ddpg";
    }

    @Override
    protected Record settings() {
        return settings(1);
    }

    @Override
    protected ActionSpace space() {
        return new ActionSpace.Box(List.of(-1.0, 0.0), List.of(1.0, 5.0));
    }

    /** Learns from 16 of the last 100 steps at a time. */
    static DdpgSettings settings(int nStep) {
        return new DdpgSettings(
                1e-2,
                1e-2,
                true,
                .9,
                new ReplaySettings(100, ReplaySettings.Kind.UNIFORM, .6, .4),
                16,
                4.3,
                10,
                nStep,
                List.of(),
                .05,
                new ExplorationSettings(Kind.PER_EPISODE, .5, .1, 0, .99),
                0,
                OptimizerKind.ADAM,
                1e-8,
                0);
    }
}
