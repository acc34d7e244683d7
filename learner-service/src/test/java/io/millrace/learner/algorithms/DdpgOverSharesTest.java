package io.millrace.learner.algorithms;

import io.millrace.learner.replay.ReplaySettings;
import io.millrace.policy.space.ActionSpace;

/** Holds shares, priorities and targets over several steps to what every algorithm keeps to. */
class DdpgOverSharesTest extends AlgorithmContract {

    @Override
    protected String name() {
        return "ddpg";
    }

    @Override
    protected Record settings() {
        return DdpgTest.settings(ReplaySettings.Kind.PRIORITISED, 3);
    }

    @Override
    protected ActionSpace space() {
        return new ActionSpace.Simplex(3);
    }
}
