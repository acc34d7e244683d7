package io.millrace.app.comparison;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.hipparchus.stat.StatUtils;
import org.hipparchus.stat.inference.TTest;
import org.hipparchus.stat.inference.WilcoxonSignedRankTest;

/**
 * Whether two entries differ in a measure by more than chance explains. Student's t takes the trials as
 * independent samples, whose variances need not be the same (Welch); Wilcoxon's signed ranks compare trial by
 * trial, which share their seed. All probabilities are two-sided. The adjusted ones hold for all pairs of the
 * measure together (Holm).
 *
 * @param first              an entry
 * @param second             another one
 * @param difference         mean of the first minus mean of the second
 * @param t                  Student's statistic; 0 where both samples are constant
 * @param tProbability       of a t as far from 0, were the means the same
 * @param tAdjusted          that, for all pairs
 * @param ranks              Wilcoxon's statistic, the greater sum of ranks; 0 where no trial differs
 * @param ranksProbability   of such a sum, were the differences symmetric around 0: exact up to 15 trials that
 *     differ, else by the normal distribution
 * @param ranksAdjusted      that, for all pairs
 * @see <a href="https://doi.org/10.2307/3001968">Wilcoxon 1945</a>
 * @see <a href="https://www.jstor.org/stable/4615733">Holm 1979</a>
 */
public record PairTest(
        String first,
        String second,
        double difference,
        double t,
        double tProbability,
        double tAdjusted,
        double ranks,
        double ranksProbability,
        double ranksAdjusted) {

    /** Above it, a difference counts as chance. */
    static final double LEVEL = 0.05;

    private static final int EXACT_UP_TO = 15;

    /** Whether both tests tell the two apart, all pairs taken together. */
    public boolean toldApart() {
        return tAdjusted < LEVEL && ranksAdjusted < LEVEL;
    }

    /**
     * Tests every pair; each entry has a number for each trial, in the order of the trials. A pair is tested over
     * the first trials, as many as both have.
     */
    public static List<PairTest> all(Map<String, Spread> entries) {
        List<PairTest> raw = new ArrayList<>();
        List<Map.Entry<String, Spread>> named = List.copyOf(entries.entrySet());
        for (int i = 0; i < named.size(); i++) {
            for (int j = i + 1; j < named.size(); j++) {
                double[] first = named.get(i).getValue().values();
                double[] second = named.get(j).getValue().values();
                int both = Math.min(first.length, second.length);
                raw.add(of(
                        named.get(i).getKey(),
                        Arrays.copyOf(first, both),
                        named.get(j).getKey(),
                        Arrays.copyOf(second, both)));
            }
        }
        double[] t = holm(raw.stream().mapToDouble(PairTest::tProbability).toArray());
        double[] ranks =
                holm(raw.stream().mapToDouble(PairTest::ranksProbability).toArray());
        return IntStream.range(0, raw.size())
                .mapToObj(i -> raw.get(i).adjusted(t[i], ranks[i]))
                .toList();
    }

    private static PairTest of(String first, double[] a, String second, double[] b) {
        double difference = StatUtils.mean(a) - StatUtils.mean(b);
        boolean constant = StatUtils.variance(a) == 0 && StatUtils.variance(b) == 0;
        double t = constant ? 0 : new TTest().t(a, b);
        double tProbability = constant ? (difference == 0 ? 1 : 0) : new TTest().tTest(a, b);
        long differing = IntStream.range(0, a.length).filter(i -> a[i] != b[i]).count();
        WilcoxonSignedRankTest wilcoxon = new WilcoxonSignedRankTest();
        double ranks = differing == 0 ? 0 : wilcoxon.wilcoxonSignedRank(a, b);
        // The exact sum counts the middle twice, so that it can pass 1.
        double ranksProbability =
                differing == 0 ? 1 : Math.min(1, wilcoxon.wilcoxonSignedRankTest(a, b, differing <= EXACT_UP_TO));
        return new PairTest(
                first, second, difference, t, tProbability, tProbability, ranks, ranksProbability, ranksProbability);
    }

    private PairTest adjusted(double t, double ranks) {
        return new PairTest(first, second, difference, this.t, tProbability, t, this.ranks, ranksProbability, ranks);
    }

    /** The k-th smallest of n probabilities, k from 0, times n - k, never below a smaller one's. */
    static double[] holm(double[] probabilities) {
        int n = probabilities.length;
        List<Integer> ascending = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> probabilities[i]))
                .toList();
        double[] adjusted = new double[n];
        double least = 0;
        for (int k = 0; k < n; k++) {
            int i = ascending.get(k);
            least = Math.max(least, Math.min(1, (n - k) * probabilities[i]));
            adjusted[i] = least;
        }
        return adjusted;
    }
}
