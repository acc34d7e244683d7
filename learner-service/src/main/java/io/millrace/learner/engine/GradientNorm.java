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
        double squares = 0;
        for (float slope : gradient) {
            squares += (double) slope * slope;
        }
        double norm = Math.sqrt(squares);
        if (norm > limit && Double.isFinite(norm)) {
            float scale = (float) (limit / norm);
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] *= scale;
            }
        }
        return norm;
    }
}
