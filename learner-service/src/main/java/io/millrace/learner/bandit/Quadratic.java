package io.millrace.learner.bandit;

/** {@link Approximator#QUADRATIC}, as a polynomial around the middle. */
final class Quadratic extends LinearMember {

    Quadratic() {
        super(3);
    }

    @Override
    double term(int coefficient, double x) {
        double distance = x - 1;
        return switch (coefficient) {
            case 0 -> 1;
            case 1 -> distance;
            default -> distance * distance;
        };
    }

    @Override
    public double at(double x) {
        return sum(x);
    }
}
