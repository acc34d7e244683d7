package io.millrace.policy.network;

/** What follows a hidden layer. */
public enum Activation {
    TANH,
    RELU,
    LINEAR;

    /** Puts the first {@code count} numbers through it. */
    public void apply(float[] numbers, int count) {
        switch (this) {
            case TANH -> Tanh.apply(numbers, count);
            case RELU -> {
                for (int i = 0; i < count; i++) {
                    numbers[i] = Math.max(0f, numbers[i]);
                }
            }
            case LINEAR -> {}
        }
    }

    /**
     * Turns gradients by what it put out into gradients by what went in.
     *
     * @param put    what it put out
     * @param deltas changed in place
     */
    public void passBack(float[] put, float[] deltas, int count) {
        switch (this) {
            case TANH -> {
                for (int i = 0; i < count; i++) {
                    deltas[i] *= 1 - put[i] * put[i];
                }
            }
            case RELU -> {
                for (int i = 0; i < count; i++) {
                    deltas[i] = put[i] > 0 ? deltas[i] : 0;
                }
            }
            case LINEAR -> {}
        }
    }
}
