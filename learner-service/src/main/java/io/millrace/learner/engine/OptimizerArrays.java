package io.millrace.learner.engine;

/** What every optimizer asks of the arrays that it is given. */
final class OptimizerArrays {

    private OptimizerArrays() {}

    /** Refuses a parameter vector or a gradient of another network. */
    static void requireLength(String optimizer, int parameterCount, float[] parameters, float[] gradient) {
        if (parameters.length != parameterCount || gradient.length != parameterCount) {
            throw new IllegalArgumentException(
                    optimizer + " for " + parameterCount + " parameters was given " + parameters.length
                            + " parameters and a gradient of " + gradient.length
                            + ". Make an optimizer for each network shape.");
        }
    }

    /** Refuses what another optimizer, or one for another network, has left in a checkpoint. */
    static void requireState(String optimizer, int parameterCount, int arrays, float[] state, long steps) {
        int expected = arrays * parameterCount;
        if (state.length != expected || steps < 0) {
            throw new IllegalArgumentException(optimizer + " for " + parameterCount + " parameters carries " + expected
                    + " numbers and at least 0 steps, but was given " + state.length + " numbers and " + steps
                    + " steps. The checkpoint was written by another optimizer or for another network: start"
                    + " without it or with the settings it was written with.");
        }
    }

    /** Refuses a number that would let a step divide by zero. */
    static double requireEpsilon(String optimizer, double epsilon, String example) {
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException(optimizer + "'s epsilon is " + epsilon
                    + ": a parameter whose gradient was always 0 would divide by it. Give a number above 0, such as "
                    + example + ".");
        }
        return epsilon;
    }
}
