package io.millrace.policy.distribution;

/**
 * A family whose divergences are known exactly, and so the curvature that natural gradients are taken with.
 * Outputs and free parameters are its coordinates.
 *
 * @see <a href="https://doi.org/10.1162/089976698300017746">Amari 1998</a>
 */
public interface NaturalDistribution extends ActionDistribution {

    /** A new distribution of this family over the same actions, to look at other rows. */
    NaturalDistribution another();

    /**
     * Kullback-Leibler divergence from the row that this one looks at to the row that another one looks at:
     * the mean, over this row's draws, of the logarithm of this density over the other. Where masks forbid
     * actions, both rows have the same mask.
     *
     * @return in nats; not negative but for rounding; infinite where the other one cannot draw what this one can
     * @throws IllegalArgumentException if the other one is of another family or width
     */
    double divergenceTo(NaturalDistribution other);

    /**
     * Adds {@code weight * F v}, where F is the Fisher information matrix of this row's outputs and the free
     * parameters: the second derivative, at 0 distance, of {@link #divergenceTo} by the other row's
     * coordinates.
     *
     * <p>A log standard deviation beyond its bound counts as one at the bound, although it moves nothing
     * there, so that a way back is as long as it would be from the bound.
     *
     * @param outputTangent v's part of this row's outputs begins at {@code tangentAt}
     * @param freeTangent   v's part of the free parameters, from 0
     * @param outputProduct the product's part of this row's outputs begins at {@code productAt}
     * @param freeProduct   the product's part of the free parameters, from 0
     */
    void addFisherProduct(
            double weight,
            float[] outputTangent,
            int tangentAt,
            double[] freeTangent,
            float[] outputProduct,
            int productAt,
            double[] freeProduct);
}
