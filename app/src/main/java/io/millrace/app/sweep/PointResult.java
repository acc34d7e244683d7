package io.millrace.app.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one combination of settings came to over its seeds. Where no seed was done, there are no numbers.
 *
 * @param name              its settings in words
 * @param settings          what is swept, with its values
 * @param baseline          whether the others are measured against it
 * @param mean              of the seeds' scores
 * @param interquartileMean mean of the middle half of the scores
 * @param improvement       probability that a seed of it scores more than one of the baseline; null for the baseline
 * @param optimum           return of the best policy; null where it is unknown
 * @param gap               optimum minus mean; null where the optimum is unknown
 * @param gapPercent        the gap in percent of the optimum's size; null where that is unknown or 0
 * @param steps             mean environment steps that a seed learned from
 * @param wallClockSeconds  mean time that a seed took, whatever else ran beside it
 * @param clearsBar         whether the lower end of the mean's interval reaches the bar, and no seed failed; null
 *                          without a bar
 * @param curve             mean return of the episodes of learning, with its interval over the seeds
 * @param seeds             what each seed came to, in the order of the seeds
 * @param failed            the seeds that came to nothing
 */
public record PointResult(
        String name,
        Map<String, String> settings,
        boolean baseline,
        @Nullable Estimate mean,
        @Nullable Estimate interquartileMean,
        @Nullable Estimate improvement,
        @Nullable Double optimum,
        @Nullable Estimate gap,
        @Nullable Double gapPercent,
        @Nullable Double steps,
        @Nullable Double wallClockSeconds,
        @Nullable Boolean clearsBar,
        List<CurvePoint> curve,
        List<SeedResult> seeds,
        List<FailedSeed> failed) {

    /** Many: they cost little, and the ends of an interval are rare draws. */
    private static final Bootstrap SCORES = new Bootstrap(50_000, 1);

    /** A band is read from a picture. */
    private static final Bootstrap CURVES = new Bootstrap(2_000, 1);

    /**
     * A point of a learning curve.
     *
     * @param steps       environment steps of a seed
     * @param meanReturn  of the episodes that ended there, over the seeds
     */
    public record CurvePoint(long steps, Estimate meanReturn) {}

    public PointResult {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        curve = List.copyOf(curve);
        seeds = List.copyOf(seeds);
        failed = List.copyOf(failed);
    }

    /**
     * Sums up the seeds of a combination.
     *
     * @param others scores of the baseline, which may be none; null for the baseline itself
     * @param bar    what the lower end of the mean's interval has to reach; null for none
     */
    static PointResult of(
            Grid.Point point,
            List<SeedResult> seeds,
            List<FailedSeed> failed,
            double @Nullable [] others,
            @Nullable Double bar) {
        double[] scores = scores(seeds);
        Estimate mean = scores.length == 0 ? null : SCORES.mean(scores);
        Double optimum = seeds.isEmpty() ? null : seeds.get(0).optimum();
        Estimate gap = mean == null || optimum == null ? null : mean.below(optimum);
        return new PointResult(
                point.name(),
                point.settings(),
                others == null,
                mean,
                scores.length == 0 ? null : SCORES.middle(scores),
                others == null || others.length == 0 || scores.length == 0 ? null : SCORES.improvement(scores, others),
                optimum,
                gap,
                gap == null || optimum == null || optimum == 0 ? null : 100 * gap.value() / Math.abs(optimum),
                average(seeds.stream().mapToDouble(SeedResult::steps).toArray()),
                average(seeds.stream().mapToDouble(SeedResult::wallClockSeconds).toArray()),
                bar == null ? null : clears(mean, bar) && failed.isEmpty(),
                curve(seeds),
                seeds,
                failed);
    }

    static double[] scores(List<SeedResult> seeds) {
        return seeds.stream().mapToDouble(SeedResult::score).toArray();
    }

    private static boolean clears(@Nullable Estimate mean, double bar) {
        Double low = mean == null ? null : mean.low();
        return low != null && low >= bar;
    }

    private static @Nullable Double average(double[] numbers) {
        double sum = 0;
        for (double number : numbers) {
            sum += number;
        }
        return numbers.length == 0 ? null : sum / numbers.length;
    }

    /** Where none of a seed's episodes ended, its return is that of the piece before. */
    private static List<CurvePoint> curve(List<SeedResult> seeds) {
        SortedMap<Long, double[]> returns = new TreeMap<>();
        seeds.forEach(seed -> seed.curve().forEach(piece -> returns.put(piece.steps(), new double[0])));
        for (SeedResult seed : seeds) {
            Double latest = null;
            Map<Long, Double> pieces = new LinkedHashMap<>();
            seed.curve().forEach(piece -> pieces.put(piece.steps(), piece.mean()));
            for (Map.Entry<Long, double[]> there : returns.entrySet()) {
                latest = pieces.getOrDefault(there.getKey(), latest);
                if (latest != null) {
                    there.setValue(with(there.getValue(), latest));
                }
            }
        }
        List<CurvePoint> curve = new ArrayList<>();
        returns.forEach((steps, there) -> curve.add(new CurvePoint(steps, CURVES.mean(there))));
        return curve;
    }

    private static double[] with(double[] numbers, double added) {
        double[] longer = Arrays.copyOf(numbers, numbers.length + 1);
        longer[numbers.length] = added;
        return longer;
    }
}
