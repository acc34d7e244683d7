package io.millrace.env.environments;

/** A task whose best policy is known, so that a learned one can be measured against it. */
public interface KnownOptimum {

    /** Expected return of the best policy, discounted with the environment's own discount. */
    double optimalReturn();

    /** Writes the best action for the present observation, in the form that step accepts. */
    void optimalAction(float[] into, int at);
}
