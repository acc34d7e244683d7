package io.millrace.learner.bandit;

import org.hipparchus.util.FastMath;

/** {@link Approximator#POWER_EXPONENTIAL}: ln y = (ln a - c) + b ln x - c (x - 1). */
final class PowerExponential extends LinearMember {

    PowerExponential() {
        super(3);
    }

    @Override
    double term(int coefficient, double x) {
        return switch (coefficient) {
            case 0 -> 1;
            case 1 -> FastMath.log(x);
            default -> x - 1;
        };
    }

    @Override
    double target(double y) {
        return FastMath.log(y);
    }

    @Override
    public double at(double x) {
        return FastMath.exp(sum(x));
    }
}
