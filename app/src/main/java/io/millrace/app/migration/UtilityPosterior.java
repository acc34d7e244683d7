package io.millrace.app.migration;

/**
 * What the labour force of some years says about utilities U and the scale of its noise: each figure is Laplace around
 * the {@link WorkforceModel}'s, U[i] is standard normal, sigma is half-Cauchy of scale 10. A point is U, then log
 * sigma, whose density has the factor sigma that comes with the logarithm.
 */
final class UtilityPosterior implements LogDensity {

    /** Scale of the half-Cauchy prior of sigma, in the unit of the panel. */
    static final double NOISE_SCALE = 10;

    private final double[][] observed;
    private final double smoothing;
    private final WorkforceModel model;
    private final double[][] byPath;
    private final int regions;

    /** @param observed labour force by year and region; the first year is where the model begins */
    UtilityPosterior(double[][] observed, double growth) {
        this(observed, growth, 0);
    }

    /**
     * The same with the kinks of the Laplace density rounded off, for those who climb it.
     *
     * @param smoothing residuals smaller than this count nearly as their squares; 0 for none
     */
    UtilityPosterior(double[][] observed, double growth, double smoothing) {
        this.observed = observed;
        this.smoothing = smoothing;
        this.regions = observed[0].length;
        this.model = new WorkforceModel(observed[0], observed.length, growth);
        this.byPath = new double[observed.length][regions];
    }

    @Override
    public int dimension() {
        return regions + 1;
    }

    @Override
    public double at(double[] point, double[] gradient) {
        double[][] path = model.run(point);
        double sigma = Math.exp(point[regions]);
        double missed = 0;
        for (int year = 1; year < observed.length; year++) {
            for (int i = 0; i < regions; i++) {
                double residual = observed[year][i] - path[year][i];
                double size = Math.sqrt(residual * residual + smoothing * smoothing);
                missed += size;
                byPath[year][i] = size == 0 ? 0 : residual / size / sigma;
            }
        }
        model.pullBack(byPath, gradient);
        double squares = 0;
        for (int i = 0; i < regions; i++) {
            squares += point[i] * point[i];
            gradient[i] -= point[i];
        }
        double cauchy = sigma / NOISE_SCALE * (sigma / NOISE_SCALE);
        int figures = (observed.length - 1) * regions;
        gradient[regions] = missed / sigma - figures + 1 - 2 * cauchy / (1 + cauchy);
        return -missed / sigma - (figures - 1) * point[regions] - squares / 2 - Math.log1p(cauchy);
    }
}
