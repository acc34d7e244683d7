package io.millrace.policy.network;

/** What follows a hidden layer. */
public enum Activation {
    TANH,
    RELU,
    LINEAR
}
