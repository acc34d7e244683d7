package io.millrace.policy.network;

/**
 * The hyperbolic tangent of float arrays, fast enough to follow every layer: within 2e-7 of the exact
 * value everywhere. It takes no libm, so that every processor gives the same bits.
 *
 * <p>Lambert's continued fraction, cut after seven terms, gives p/q = tanh(x/2) for small x/2; doubling
 * the argument gives {@code 2pq / (q^2 + p^2)} with a single division. Beyond 9.02 a float tanh is 1.
 *
 * @see <a href="https://dlmf.nist.gov/4.39">Digital Library of Mathematical Functions, 4.39.1</a>
 */
public final class Tanh {

    static final float HALF_OF_SATURATION = 4.51f;

    private Tanh() {}

    /** Replaces the first {@code count} numbers by their tanh; a number that is not one stays so. */
    public static void apply(float[] numbers, int count) {
        // One loop without branches or calls, and Math.min rather than a ternary: this is what C2 vectorises.
        for (int i = 0; i < count; i++) {
            float h = Math.max(-HALF_OF_SATURATION, Math.min(HALF_OF_SATURATION, 0.5f * numbers[i]));
            float z = h * h;
            float p = h * (135135f + z * (17325f + z * (378f + z)));
            float q = 135135f + z * (62370f + z * (3150f + z * 28f));
            numbers[i] = Math.max(-1f, Math.min(1f, 2f * p * q / (q * q + p * p)));
        }
    }
}
