package io.millrace.app.migration;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.stat.descriptive.rank.Percentile;

/**
 * How far draws of several chains can be relied on. Each chain is split into halves, so that a chain that drifts
 * disagrees with itself, and draws are replaced by the normal scores of their ranks, so that heavy tails hide nothing.
 *
 * @see <a href="https://doi.org/10.1214/20-BA1221">Vehtari et al. 2021</a>
 */
final class ChainDiagnostics {

    private static final NormalDistribution NORMAL = new NormalDistribution();

    private ChainDiagnostics() {}

    /**
     * How much wider all chains spread than each by itself: 1 where they agree. The greater of that of the places and
     * that of the distances from the median (equation 14 and section 4.1).
     *
     * @param chains draws by chain; at least 4 of each, equally many; not all the same
     */
    static double rHat(double[][] chains) {
        double[][] halves = halves(chains);
        double median = new Percentile(50).evaluate(flat(halves));
        double[][] folded = Arrays.stream(halves)
                .map(chain -> Arrays.stream(chain)
                        .map(draw -> Math.abs(draw - median))
                        .toArray())
                .toArray(double[][]::new);
        return Math.max(plainRHat(scores(halves)), plainRHat(scores(folded)));
    }

    /** How many independent draws would tell as much about the centre (section 4.1). */
    static double bulkSize(double[][] chains) {
        return size(scores(halves(chains)));
    }

    /** How many independent draws would tell as much about the 5 % and the 95 % quantile, whichever is less. */
    static double tailSize(double[][] chains) {
        double[][] halves = halves(chains);
        double[] all = flat(halves);
        return Math.min(sizeBelow(halves, quantile(all, 5)), sizeBelow(halves, quantile(all, 95)));
    }

    private static double quantile(double[] all, double percent) {
        return new Percentile(percent).evaluate(all);
    }

    private static double sizeBelow(double[][] chains, double limit) {
        return size(Arrays.stream(chains)
                .map(chain ->
                        Arrays.stream(chain).map(draw -> draw <= limit ? 1 : 0).toArray())
                .toArray(double[][]::new));
    }

    private static double[][] halves(double[][] chains) {
        int half = chains[0].length / 2;
        return Arrays.stream(chains)
                .flatMap(chain -> Stream.of(
                        Arrays.copyOf(chain, half), Arrays.copyOfRange(chain, chain.length - half, chain.length)))
                .toArray(double[][]::new);
    }

    /** Normal scores of the ranks; equal draws share their mean rank. */
    private static double[][] scores(double[][] chains) {
        double[] all = flat(chains);
        Integer[] order = IntStream.range(0, all.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> all[i]));
        int length = chains[0].length;
        double[][] scores = new double[chains.length][length];
        for (int from = 0; from < order.length; ) {
            int to = from;
            while (to < order.length && all[order[to]] == all[order[from]]) {
                to++;
            }
            double rank = (from + 1 + to) / 2.0;
            double score = NORMAL.inverseCumulativeProbability((rank - 0.375) / (all.length + 0.25));
            for (; from < to; from++) {
                scores[order[from] / length][order[from] % length] = score;
            }
        }
        return scores;
    }

    private static double plainRHat(double[][] chains) {
        double within = within(chains);
        return Math.sqrt(estimatedVariance(chains, within) / within);
    }

    /** Equation 3: the variance that chains of one distribution would overestimate. */
    private static double estimatedVariance(double[][] chains, double within) {
        int draws = chains[0].length;
        double[] means =
                Arrays.stream(chains).mapToDouble(ChainDiagnostics::mean).toArray();
        return (draws - 1.0) / draws * within + variance(means);
    }

    private static double within(double[][] chains) {
        return Arrays.stream(chains)
                .mapToDouble(ChainDiagnostics::variance)
                .average()
                .orElse(0);
    }

    /** Equations 10 to 13, with Geyer's sums of pairs that are positive and do not grow. */
    private static double size(double[][] chains) {
        int draws = chains[0].length;
        double all = (double) draws * chains.length;
        double[] means =
                Arrays.stream(chains).mapToDouble(ChainDiagnostics::mean).toArray();
        double within = within(chains);
        double variance = estimatedVariance(chains, within);
        if (!(variance > 0)) {
            return all;
        }
        double time = -1;
        double before = Double.POSITIVE_INFINITY;
        for (int lag = 0; lag + 1 < draws; lag += 2) {
            double pair = correlation(chains, means, lag, within, variance)
                    + correlation(chains, means, lag + 1, within, variance);
            if (pair <= 0) {
                break;
            }
            before = Math.min(before, pair);
            time += 2 * before;
        }
        // Chains that alternate tell more than independent draws, but not without bound.
        return all / Math.max(time, 1 / Math.log10(all));
    }

    private static double correlation(double[][] chains, double[] means, int lag, double within, double variance) {
        int draws = chains[0].length;
        double covariance = 0;
        for (int chain = 0; chain < chains.length; chain++) {
            double[] one = chains[chain];
            double sum = 0;
            for (int i = 0; i + lag < draws; i++) {
                sum += (one[i] - means[chain]) * (one[i + lag] - means[chain]);
            }
            covariance += sum / (draws - 1);
        }
        return 1 - (within - covariance / chains.length) / variance;
    }

    private static double mean(double[] numbers) {
        return Arrays.stream(numbers).sum() / numbers.length;
    }

    private static double variance(double[] numbers) {
        double mean = mean(numbers);
        return Arrays.stream(numbers).map(one -> (one - mean) * (one - mean)).sum() / (numbers.length - 1);
    }

    private static double[] flat(double[][] chains) {
        return Arrays.stream(chains).flatMapToDouble(Arrays::stream).toArray();
    }
}
