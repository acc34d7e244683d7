package io.millrace.learner.algorithms;

import io.millrace.learner.replay.ReplaySettings;
import io.millrace.policy.space.ActionSpace;

/** Holds shares, priorities, targets over several steps and delays to what every algorithm keeps to. */
class SacOverSharesTest extends AlgorithmContract {

    @Override
    protected String name() {
        return "sac";
    }

    @Override
    protected Record settings() {
        return SacTest.settings(ReplaySettings.Kind.PRIORITISED, 3, 2);
    }

    @Override
    protected ActionSpace space() {
        return new ActionSpace.Simplex(3);
    }
}
