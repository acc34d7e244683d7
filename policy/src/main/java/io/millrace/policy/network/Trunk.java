package io.millrace.policy.network;

/** Whose the hidden layers are. */
public enum Trunk {
    /** The policy network and the value network each have hidden layers of their own. */
    SEPARATE,
    /** Both are one linear layer on the same hidden layers. */
    SHARED
}
