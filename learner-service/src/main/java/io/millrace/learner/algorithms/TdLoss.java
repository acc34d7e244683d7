package io.millrace.learner.algorithms;

/** How much an error counts: target minus value, in the rewards' unit. */
public enum TdLoss {
    /**
     * Half the square of an error up to 1 in size; beyond, it goes on as steep as there, so that a few far
     * targets do not outweigh the others.
     *
     * @see <a href="https://doi.org/10.1214/aoms/1177703732">Huber 1964, section 4</a>
     */
    HUBER {
        @Override
        double loss(double error) {
            double size = Math.abs(error);
            return size <= 1 ? error * error / 2 : size - .5;
        }

        @Override
        double slope(double error) {
            return Math.max(-1, Math.min(1, error));
        }
    },
    /** Half the square. */
    SQUARED {
        @Override
        double loss(double error) {
            return error * error / 2;
        }

        @Override
        double slope(double error) {
            return error;
        }
    };

    abstract double loss(double error);

    /** Derivative of {@link #loss} by the error. */
    abstract double slope(double error);
}
