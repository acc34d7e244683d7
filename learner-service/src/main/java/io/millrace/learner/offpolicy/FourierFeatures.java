package io.millrace.learner.offpolicy;

import java.util.random.RandomGenerator;

/**
 * A constant, the numbers themselves, and cosines of random sums of them: with enough of these, every smooth function
 * is nearly a weighted sum. Numbers are first brought to mean 0 and deviation 1.
 *
 * @see <a href="https://papers.nips.cc/paper/3182">Rahimi and Recht 2007, algorithm 1</a>
 */
final class FourierFeatures implements Features {

    /** Beyond so many numbers the cosines alone stand for them. */
    private static final int MOST_LINEAR = 64;

    private final double[] mean;
    private final double[] scale;
    private final double[] frequencies;
    private final double[] phases;
    private final int linear;
    private final double amplitude;

    /**
     * @param moments of each number, over what the features are made for
     * @param cosines how many; at least 1
     */
    FourierFeatures(WeightedMoments[] moments, int cosines, RandomGenerator random) {
        int size = moments.length;
        mean = new double[size];
        scale = new double[size];
        for (int i = 0; i < size; i++) {
            mean[i] = moments[i].mean();
            double deviation = Math.sqrt(moments[i].squaresAround(mean[i]) / Math.max(1, moments[i].weight()));
            // What never changes says nothing.
            scale[i] = deviation > 1e-9 * Math.max(1, Math.abs(mean[i])) ? 1 / deviation : 0;
        }
        linear = size <= MOST_LINEAR ? size : 0;
        frequencies = new double[cosines * size];
        phases = new double[cosines];
        // As far apart as two draws are from each other: the cosines then tell them apart, and no closer ones.
        double reach = Math.sqrt(size);
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = random.nextGaussian() / reach;
        }
        for (int i = 0; i < cosines; i++) {
            phases[i] = 2 * Math.PI * random.nextDouble();
        }
        amplitude = Math.sqrt(2.0 / cosines);
    }

    @Override
    public int count() {
        return 1 + linear + phases.length;
    }

    @Override
    public void of(float[] numbers, int at, double[] features, int into) {
        int size = mean.length;
        features[into] = 1;
        for (int i = 0; i < linear; i++) {
            features[into + 1 + i] = scaled(numbers[at + i], i) / Math.sqrt(size);
        }
        for (int cosine = 0; cosine < phases.length; cosine++) {
            double angle = phases[cosine];
            for (int i = 0; i < size; i++) {
                angle += frequencies[cosine * size + i] * scaled(numbers[at + i], i);
            }
            features[into + 1 + linear + cosine] = amplitude * Math.cos(angle);
        }
    }

    private double scaled(float number, int i) {
        return (number - mean[i]) * scale[i];
    }
}
