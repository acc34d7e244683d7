package io.millrace.policy.network;

/** Whether there is a value network beside the policy network, and whose the hidden layers are. */
public enum Trunk {
    /** The policy network and the value network each have hidden layers of their own. */
    SEPARATE,
    /** Both are one linear layer on the same hidden layers. */
    SHARED,
    /**
     * There is no value network: the outputs are values themselves, one for each action, or nobody asks
     * for values. The outputs then begin on the scale of values, not of logits.
     */
    NONE
}
