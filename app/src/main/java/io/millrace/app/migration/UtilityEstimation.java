package io.millrace.app.migration;

import io.millrace.app.comparison.TrialPool;
import io.millrace.app.migration.PublishedUtilities.Published;
import io.millrace.app.migration.UtilityChains.Drawn;
import io.millrace.app.migration.UtilityEstimate.Comparison;
import io.millrace.app.migration.UtilityEstimate.Errors;
import io.millrace.app.migration.UtilityEstimate.Fitted;
import io.millrace.app.migration.UtilityEstimate.Forecast;
import io.millrace.app.migration.UtilityEstimate.Quantity;
import io.millrace.app.migration.UtilityEstimate.Region;
import io.millrace.app.migration.UtilityEstimate.Sampling;
import io.millrace.app.migration.UtilityEstimate.YearError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.hipparchus.stat.correlation.PearsonsCorrelation;
import org.hipparchus.stat.descriptive.DescriptiveStatistics;
import org.jspecify.annotations.Nullable;

/** Estimates the utilities of a panel's regions: the mode, draws around it, and what follows from them. */
public final class UtilityEstimation {

    /** Growth of the product's own panel, as its source has it: by the totals of all years, rounded. */
    public static final double GROWTH_OF_PRODUCT = 0.00066;

    private final String source;
    private final Panel panel;
    private final EstimateOptions options;
    private final int until;
    private final double growth;
    private final Map<String, Published> published = PublishedUtilities.read();
    private final TrialPool pool;

    private UtilityEstimation(String source, Panel panel, EstimateOptions options, int threads) {
        this.source = source;
        this.panel = panel;
        this.options = options;
        this.until = options.fitUntil() == null ? panel.lastYear() : options.fitUntil();
        this.growth = options.growth() == null ? 0 : options.growth();
        this.pool = new TrialPool(threads);
    }

    /**
     * An estimation to be made.
     *
     * @param source  of the panel, for the reader
     * @param threads chains drawn at a time; at least 1
     * @throws io.millrace.runtime.worker.UserMistake if the options do not fit the panel
     */
    public static UtilityEstimation of(String source, Panel panel, EstimateOptions options, int threads) {
        return new UtilityEstimation(source, panel, options.on(panel), threads);
    }

    /** Ends {@link #run} soon. May be called by any thread. */
    public void stop() {
        pool.stop();
    }

    /** Draws that all chains make together, warming up included. */
    public long draws() {
        return (long) options.chains() * (options.warmUp() + options.draws());
    }

    /**
     * Makes the estimate. May be called once.
     *
     * @param progress told several times a second how many draws are made
     * @return nothing if it was stopped
     */
    public Optional<UtilityEstimate> run(LongConsumer progress) {
        double[][] observed = panel.between(panel.firstYear(), until);
        PosteriorMode.Found mode = PosteriorMode.find(observed, growth);
        return new UtilityChains(observed, options, mode, pool)
                .run(growth, progress)
                .map(drawn -> estimate(mode, drawn));
    }

    private UtilityEstimate estimate(PosteriorMode.Found mode, List<Drawn> drawn) {
        int regions = panel.regions().size();
        List<Quantity> utilities = IntStream.range(0, regions)
                .mapToObj(i -> quantity(drawn, mode.point()[i], i, false))
                .toList();
        Quantity noise = quantity(drawn, Math.exp(mode.point()[regions]), regions, true);
        double[] means = utilities.stream().mapToDouble(Quantity::mean).toArray();
        double[][] model = model().run(means);
        double[][] naive = panel.naive(growth);
        List<Forecast> forecast = forecast(drawn, model, naive);
        Sampling sampling = sampling(drawn, utilities, noise);
        return new UtilityEstimate(
                source,
                new Fitted(panel.firstYear(), until, panel.lastYear(), growth),
                sampling,
                noise,
                errors(model, naive, forecast),
                comparison(means),
                regions(utilities),
                years(model, naive),
                forecast,
                SamplingWarnings.of(sampling));
    }

    private WorkforceModel model() {
        return new WorkforceModel(panel.persons(panel.firstYear()), panel.years(), growth);
    }

    private static Quantity quantity(List<Drawn> drawn, double mode, int index, boolean logarithm) {
        double[][] chains = drawn.stream()
                .map(chain -> Arrays.stream(chain.points())
                        .mapToDouble(point -> logarithm ? Math.exp(point[index]) : point[index])
                        .toArray())
                .toArray(double[][]::new);
        double[] all = Arrays.stream(chains).flatMapToDouble(Arrays::stream).toArray();
        DescriptiveStatistics statistics = new DescriptiveStatistics(all);
        CredibleInterval interval = CredibleInterval.of(all);
        return new Quantity(
                mode,
                statistics.getMean(),
                statistics.getStandardDeviation(),
                interval.low(),
                interval.high(),
                ChainDiagnostics.rHat(chains),
                ChainDiagnostics.bulkSize(chains),
                ChainDiagnostics.tailSize(chains));
    }

    private Sampling sampling(List<Drawn> drawn, List<Quantity> utilities, Quantity noise) {
        List<Quantity> all = new ArrayList<>(utilities);
        all.add(noise);
        return new Sampling(
                options.chains(),
                options.warmUp(),
                options.draws(),
                options.seed(),
                drawn.stream().mapToDouble(Drawn::acceptance).average().orElse(0),
                drawn.stream().mapToDouble(Drawn::stepSize).average().orElse(0),
                drawn.stream().mapToInt(Drawn::divergences).sum(),
                all.stream().mapToDouble(Quantity::rHat).reduce(1, Math::max),
                all.stream().mapToDouble(Quantity::bulkSize).reduce(Double.POSITIVE_INFINITY, Math::min),
                all.stream().mapToDouble(Quantity::tailSize).reduce(Double.POSITIVE_INFINITY, Math::min));
    }

    private List<Region> regions(List<Quantity> utilities) {
        double[] shares = panel.shares(panel.lastYear());
        return IntStream.range(0, shares.length)
                .mapToObj(i -> region(panel.regions().get(i), shares[i], utilities.get(i)))
                .sorted(Comparator.comparingDouble((Region one) -> one.utility().mean())
                        .reversed())
                .toList();
    }

    private Region region(String region, double share, Quantity utility) {
        @Nullable Published known = published.get(region);
        return known == null
                ? new Region(region, region, share, utility, null)
                : new Region(region, known.english(), share, utility, known.utility());
    }

    private Errors errors(double[][] model, double[][] naive, List<Forecast> forecast) {
        int fitted = until - panel.firstYear() + 1;
        double[][] seen = panel.between(panel.firstYear() + 1, until);
        FitError fit = FitError.of(seen, Arrays.copyOfRange(model, 1, fitted));
        FitError naiveFit = FitError.of(seen, Arrays.copyOfRange(naive, 1, fitted));
        if (forecast.isEmpty()) {
            return new Errors(fit, naiveFit, null, null, null);
        }
        double[][] unseen = panel.between(until + 1, panel.lastYear());
        long covered = forecast.stream()
                .filter(one -> one.low() <= one.observed() && one.observed() <= one.high())
                .count();
        return new Errors(
                fit,
                naiveFit,
                FitError.of(unseen, Arrays.copyOfRange(model, fitted, model.length)),
                FitError.of(unseen, Arrays.copyOfRange(naive, fitted, naive.length)),
                (double) covered / forecast.size());
    }

    private List<YearError> years(double[][] model, double[][] naive) {
        return IntStream.range(1, panel.years())
                .mapToObj(t -> {
                    int year = panel.firstYear() + t;
                    double[][] observed = panel.between(year, year);
                    return new YearError(
                            year,
                            year > until,
                            FitError.of(observed, new double[][] {model[t]}).absolute(),
                            FitError.of(observed, new double[][] {naive[t]}).absolute());
                })
                .toList();
    }

    private @Nullable Comparison comparison(double[] means) {
        if (!panel.regions().stream().allMatch(published::containsKey)) {
            return null;
        }
        double[] theirs = panel.regions().stream()
                .flatMap(region -> Optional.ofNullable(published.get(region)).stream())
                .mapToDouble(Published::utility)
                .toArray();
        double between = Arrays.stream(means).average().orElse(0)
                - Arrays.stream(theirs).average().orElse(0);
        double farthest = IntStream.range(0, means.length)
                .mapToDouble(i -> Math.abs(means[i] - theirs[i] - between))
                .max()
                .orElse(0);
        return new Comparison(new PearsonsCorrelation().correlation(means, theirs), farthest);
    }

    /** What each draw would have had observed, by year and region. */
    private List<Forecast> forecast(List<Drawn> drawn, double[][] at, double[][] naive) {
        int fitted = until - panel.firstYear() + 1;
        double[][][] observable = Observable.draw(model(), drawn, fitted, panel.years(), options.seed());
        List<Forecast> forecast = new ArrayList<>();
        for (int t = fitted; t < panel.years(); t++) {
            int year = panel.firstYear() + t;
            for (int i = 0; i < panel.regions().size(); i++) {
                CredibleInterval interval = CredibleInterval.of(observable[t - fitted][i]);
                forecast.add(new Forecast(
                        year,
                        panel.regions().get(i),
                        panel.persons(year)[i],
                        at[t][i],
                        interval.low(),
                        interval.high(),
                        naive[t][i]));
            }
        }
        return forecast;
    }
}
