package io.millrace.learner.bandit;

import org.hipparchus.util.FastMath;

/** {@link Approximator#GAUSSIAN}, with parameters a, b, c. */
final class Gaussian extends Peak {

    Gaussian() {
        super(3);
    }

    @Override
    void start(double height, double place, double width, double[] parameters) {
        parameters[0] = height;
        parameters[1] = place;
        parameters[2] = width;
    }

    @Override
    double value(double x, double[] parameters) {
        double z = (x - parameters[1]) / parameters[2];
        return parameters[0] * FastMath.exp(-z * z);
    }

    @Override
    void gradient(double x, double[] parameters, double[] gradient) {
        double z = (x - parameters[1]) / parameters[2];
        double shape = FastMath.exp(-z * z);
        double byPlace = parameters[0] * shape * 2 * z / parameters[2];
        gradient[0] = shape;
        gradient[1] = byPlace;
        gradient[2] = byPlace * z;
    }
}
