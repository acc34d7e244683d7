package io.millrace.app.migration;

import io.millrace.app.comparison.TrialPool;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/** Chains that draw from a {@link UtilityPosterior}, some at a time. Which thread draws what changes nothing. */
final class UtilityChains {

    /** Chains begin this many deviations from the mode: farther apart than they will be in the end. */
    private static final double SPREAD = 2;

    private static final int BETWEEN_REPORTS = 16;

    private final double[][] observed;
    private final EstimateOptions options;
    private final PosteriorMode.Found mode;
    private final TrialPool pool;

    /**
     * @param observed years to fit
     * @param options  on the panel
     * @param pool     plays the chains; used once
     */
    UtilityChains(double[][] observed, EstimateOptions options, PosteriorMode.Found mode, TrialPool pool) {
        this.observed = observed;
        this.options = options;
        this.mode = mode;
        this.pool = pool;
    }

    /**
     * What a chain drew.
     *
     * @param points utilities, then log sigma, by draw
     */
    @SuppressWarnings("ArrayRecordComponent") // Carried, never compared.
    record Drawn(int chain, double[][] points, double acceptance, double stepSize, int divergences) {}

    /**
     * Draws.
     *
     * @param progress told how many draws are made, several times a second
     * @return by chain; nothing if it was stopped
     */
    Optional<List<Drawn>> run(double growth, LongConsumer progress) {
        LongAdder made = new LongAdder();
        List<TrialPool.Task<Drawn>> tasks = IntStream.range(0, options.chains())
                .mapToObj(chain -> new TrialPool.Task<>("chain " + (chain + 1), 1, () -> draw(chain, growth, made)))
                .toList();
        List<Drawn> drawn = new ArrayList<>();
        boolean whole = pool.playAll(tasks, new Told(made, progress), drawn::add);
        drawn.sort(Comparator.comparingInt(Drawn::chain));
        return whole ? Optional.of(drawn) : Optional.empty();
    }

    private record Told(LongAdder made, LongConsumer progress) implements TrialPool.Progress {
        @Override
        public void show(int done, int all, String latest) {
            progress.accept(made.sum());
        }

        @Override
        public void end() {}
    }

    private Drawn draw(int chain, double growth, LongAdder made) {
        WhitenedDensity density = new WhitenedDensity(new UtilityPosterior(observed, growth), mode);
        CounterRandom random = new CounterRandom(options.seed()).at(Purpose.LEARNING, chain, 0, 0);
        double[] start = new double[density.dimension()];
        Arrays.setAll(start, i -> SPREAD * random.nextGaussian());
        HamiltonianChain draws = new HamiltonianChain(density, start, random);
        for (int i = 0; i < options.warmUp() && goOn(i, made); i++) {
            draws.warmUp();
        }
        draws.settle();
        double[][] points = new double[options.draws()][density.dimension()];
        for (int i = 0; i < options.draws() && goOn(i, made); i++) {
            density.place(draws.draw(), points[i]);
        }
        return new Drawn(chain, points, draws.acceptance(), draws.step(), draws.divergences());
    }

    private boolean goOn(int draw, LongAdder made) {
        if (draw % BETWEEN_REPORTS == 0) {
            made.add(BETWEEN_REPORTS);
        }
        return !pool.stopping();
    }
}
