package io.millrace.learner.bandit;

/** {@link Approximator#LORENTZIAN}, with parameters a, b, c. */
final class Lorentzian extends Peak {

    Lorentzian() {
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
        return parameters[0] / (1 + z * z);
    }

    @Override
    void gradient(double x, double[] parameters, double[] gradient) {
        double z = (x - parameters[1]) / parameters[2];
        double shape = 1 / (1 + z * z);
        double byPlace = parameters[0] * shape * shape * 2 * z / parameters[2];
        gradient[0] = shape;
        gradient[1] = byPlace;
        gradient[2] = byPlace * z;
    }
}
