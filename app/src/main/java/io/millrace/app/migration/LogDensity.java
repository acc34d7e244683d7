package io.millrace.app.migration;

/** The logarithm of a density, up to a constant, with its gradient. One thread at a time. */
interface LogDensity {

    /** Numbers of a point. */
    int dimension();

    /**
     * Looks at a point.
     *
     * @param gradient gets the gradient there
     * @return the logarithm of the density; not finite where there is none
     */
    double at(double[] point, double[] gradient);
}
