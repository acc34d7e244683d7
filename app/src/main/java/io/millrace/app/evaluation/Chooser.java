package io.millrace.app.evaluation;

import io.millrace.env.environments.KnownOptimum;
import io.millrace.policy.Policy;

/** Chooses the actions of a block of episodes. */
interface Chooser {

    /** An action for every episode of the block, row after row; those of finished episodes are not looked at. */
    float[] choose(EpisodeBlock block);

    /** What the policy takes to be best. */
    static Chooser greedy(Policy policy) {
        return block -> {
            policy.forward(block.observations, block.rows());
            policy.greedy(0, block.rows(), block.masks());
            return policy.actions();
        };
    }

    /** What is best, for environments whose optimum is known. */
    static Chooser optimal() {
        return block -> {
            for (int row = 0; row < block.rows(); row++) {
                if (block.runs(row)) {
                    ((KnownOptimum) block.environment(row)).optimalAction(block.actions, row * block.actionWidth);
                }
            }
            return block.actions;
        };
    }
}
