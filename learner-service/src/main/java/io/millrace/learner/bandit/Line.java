package io.millrace.learner.bandit;

/** {@link Approximator#LINE}, as value at the middle and slope. */
final class Line extends LinearMember {

    Line() {
        super(2);
    }

    @Override
    double term(int coefficient, double x) {
        return coefficient == 0 ? 1 : x - 1;
    }

    @Override
    public double at(double x) {
        return sum(x);
    }
}
