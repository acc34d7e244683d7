package io.millrace.learner.engine;

/** The length of a gradient, and its limit. */
public final class GradientNorm {

    private GradientNorm() {}

    /**
     * Scales the gradient down where its Euclidean norm over all numbers exceeds the limit, so that it
     * keeps its direction and has the limit as its norm.
     *
     * @param gradient changed in place
     * @param limit    largest norm; above 0; infinity measures without clipping
     * @return the norm before clipping; not finite where the gradient is not, which is then left alone
     * @see <a href="https://arxiv.org/abs/1211.5063">Pascanu et al. 2013, algorithm 1</a>
     */
    public static double clip(float[] gradient, double limit) {
        if (!(limit > 0)) {
            throw new IllegalArgumentException("A gradient cannot be clipped to a norm of " + limit
                    + ": nothing would be learned. Give a limit above 0, such as 0.5.");
        }
        double norm = Math.sqrt(squares(gradient));
        if (norm > limit && Double.isFinite(norm)) {
            float scale = (float) (limit / norm);
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] *= scale;
            }
        }
        return norm;
    }

    /** The sum of squares in eight interleaved chains, so that no addition waits for the one before it. */
    private static double squares(float[] gradient) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        int i = 0;
        for (; i + 7 < gradient.length; i += 8) {
            s0 += (double) gradient[i] * gradient[i];
            s1 += (double) gradient[i + 1] * gradient[i + 1];
            s2 += (double) gradient[i + 2] * gradient[i + 2];
            s3 += (double) gradient[i + 3] * gradient[i + 3];
            s4 += (double) gradient[i + 4] * gradient[i + 4];
            s5 += (double) gradient[i + 5] * gradient[i + 5];
            s6 += (double) gradient[i + 6] * gradient[i + 6];
            s7 += (double) gradient[i + 7] * gradient[i + 7];
        }
        for (; i < gradient.length; i++) {
            s0 += (double) gradient[i] * gradient[i];
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }
}
