package io.millrace.app.migration;

import java.util.Arrays;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.SimpleValueChecker;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunctionGradient;
import org.hipparchus.optim.nonlinear.scalar.gradient.NonLinearConjugateGradientOptimizer;
import org.hipparchus.optim.nonlinear.scalar.gradient.NonLinearConjugateGradientOptimizer.Formula;

/**
 * Where the density of {@link UtilityPosterior} is greatest. At that place some residuals are zero, where a Laplace
 * density has no derivative; so it is climbed by conjugate gradients with its kinks rounded off, less and less.
 */
final class PosteriorMode {

    private static final int CLIMBS = 7;
    private static final double LESS_SMOOTH = 0.3;
    private static final int MOST_EVALUATIONS = 20_000;

    /** Change of the log-density from step to step at which a climb ends. */
    private static final double ENOUGH = 1e-7;

    private static final double LINE_TOLERANCE = 1e-8;
    private static final double FIRST_STEP = 1e-4;

    private final double[][] observed;
    private final double growth;
    private final int regions;
    private final int figures;

    private PosteriorMode(double[][] observed, double growth) {
        this.observed = observed;
        this.growth = growth;
        this.regions = observed[0].length;
        this.figures = (observed.length - 1) * regions;
    }

    /**
     * A point of greatest density.
     *
     * @param point     U, then log sigma
     * @param curvature expected negative second derivative of the log-density there: by all utilities; that of
     *                  log sigma is {@code figures}
     * @param figures   observed numbers
     */
    @SuppressWarnings("ArrayRecordComponent") // Carried, never compared.
    record Found(double[] point, RealMatrix curvature, int figures) {}

    /** Finds it, beginning with equal utilities. */
    static Found find(double[][] observed, double growth) {
        return new PosteriorMode(observed, growth).find();
    }

    private Found find() {
        double[] point = new double[regions + 1];
        double noise = missed(point);
        point[regions] = Math.log(noise);
        double smoothing = noise;
        for (int i = 0; i < CLIMBS; i++) {
            point = climbed(point, smoothing);
            smoothing *= LESS_SMOOTH;
        }
        return new Found(point, curvature(point), figures);
    }

    private double[] climbed(double[] from, double smoothing) {
        Climb climb = new Climb(new UtilityPosterior(observed, growth, smoothing));
        try {
            var unused = new NonLinearConjugateGradientOptimizer(
                            Formula.POLAK_RIBIERE,
                            new SimpleValueChecker(-1, ENOUGH),
                            LINE_TOLERANCE,
                            LINE_TOLERANCE,
                            FIRST_STEP)
                    .optimize(
                            new MaxEval(MOST_EVALUATIONS),
                            new ObjectiveFunction(climb::height),
                            new ObjectiveFunctionGradient(climb::slope),
                            GoalType.MAXIMIZE,
                            new InitialGuess(from));
        } catch (MathIllegalStateException tooFar) {
            // Chains begin around this point and leave it: one near the mode serves them, too.
        }
        return climb.best(from);
    }

    /** Remembers the highest point that it was asked about. */
    private static final class Climb {

        private final LogDensity density;
        private final double[] gradient;
        private double[] best = {};
        private double highest = Double.NEGATIVE_INFINITY;

        Climb(LogDensity density) {
            this.density = density;
            this.gradient = new double[density.dimension()];
        }

        double height(double[] point) {
            double height = density.at(point, gradient);
            if (height > highest) {
                highest = height;
                best = point.clone();
            }
            return height;
        }

        double[] slope(double[] point) {
            double unused = density.at(point, gradient);
            return gradient.clone();
        }

        double[] best(double[] otherwise) {
            return best.length == 0 ? otherwise : best;
        }
    }

    /** Mean absolute residual, which is where sigma begins; above zero. */
    private double missed(double[] utility) {
        double[][] path = new WorkforceModel(observed[0], observed.length, growth).run(utility);
        double missed = FitError.of(
                        Arrays.copyOfRange(observed, 1, observed.length), Arrays.copyOfRange(path, 1, path.length))
                .absolute();
        return Math.max(missed, 1e-9 * observed[0][0]);
    }

    /** A Laplace figure of scale sigma tells 1/sigma² about its centre, a standard normal prior 1. */
    private RealMatrix curvature(double[] point) {
        WorkforceModel model = new WorkforceModel(observed[0], observed.length, growth);
        var unused = model.run(point);
        double sigma = Math.exp(point[regions]);
        double[][] columns = new double[regions][figures];
        for (int by = 0; by < regions; by++) {
            model.tangent(by, columns[by]);
        }
        double[][] curvature = new double[regions][regions];
        for (int i = 0; i < regions; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int figure = 0; figure < figures; figure++) {
                    sum += columns[i][figure] * columns[j][figure];
                }
                curvature[i][j] = sum / (sigma * sigma) + (i == j ? 1 : 0);
                curvature[j][i] = curvature[i][j];
            }
        }
        return new Array2DRowRealMatrix(curvature, false);
    }
}
