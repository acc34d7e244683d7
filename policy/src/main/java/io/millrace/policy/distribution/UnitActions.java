package io.millrace.policy.distribution;

/**
 * A family over a continuous space whose actions are also known in unit coordinates, as {@link Squashing} defines
 * them: what a network that values actions is shown.
 */
public sealed interface UnitActions extends ActionDistribution permits SquashedGaussianByState, Deterministic {

    /** How the space's unit coordinates are reached; its raw numbers are what the first outputs stand for. */
    Squashing squashing();

    /** Puts a sampled action, in unit coordinates and within the space, into {@code unit[unitAt …]}. */
    void toUnit(float[] sampled, int at, float[] unit, int unitAt);
}
