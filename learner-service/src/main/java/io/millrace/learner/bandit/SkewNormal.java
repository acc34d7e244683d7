package io.millrace.learner.bandit;

import org.hipparchus.special.Erf;
import org.hipparchus.util.FastMath;

/**
 * {@link Approximator#SKEW_NORMAL}, with parameters C, x₀, s, α.
 *
 * @see <a href="https://www.jstor.org/stable/4615982">Azzalini 1985</a>
 */
final class SkewNormal extends Peak {

    private static final double ROOT_OF_TWO = FastMath.sqrt(2);
    private static final double DENSITY_AT_ZERO = 1 / FastMath.sqrt(2 * FastMath.PI);

    SkewNormal() {
        super(4);
    }

    @Override
    void start(double height, double place, double width, double[] parameters) {
        parameters[0] = height / DENSITY_AT_ZERO;
        parameters[1] = place;
        parameters[2] = width;
        // Not 0, where place and skew move the curve in the same way and no step can tell them apart; and to the right,
        // where demand that fades lets profit fade.
        parameters[3] = 1;
    }

    @Override
    double value(double x, double[] parameters) {
        double z = (x - parameters[1]) / parameters[2];
        return 2 * parameters[0] * density(z) * distribution(parameters[3] * z);
    }

    @Override
    void gradient(double x, double[] parameters, double[] gradient) {
        double height = parameters[0];
        double width = parameters[2];
        double skew = parameters[3];
        double z = (x - parameters[1]) / width;
        double density = density(z);
        double distribution = distribution(skew * z);
        double densityOfSkewed = density(skew * z);
        double byZ = 2 * height * density * (skew * densityOfSkewed - z * distribution);
        gradient[0] = 2 * density * distribution;
        gradient[1] = -byZ / width;
        gradient[2] = -byZ * z / width;
        gradient[3] = 2 * height * density * densityOfSkewed * z;
    }

    private static double density(double z) {
        return DENSITY_AT_ZERO * FastMath.exp(-z * z / 2);
    }

    private static double distribution(double z) {
        return Erf.erfc(-z / ROOT_OF_TWO) / 2;
    }
}
