package io.millrace.app.sweep;

import io.millrace.app.comparison.TrialPool;
import io.millrace.app.run.RunFile;
import io.millrace.runtime.process.ExitCodes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trials of a grid, several at a time. What comes of each depends on its settings and its seed alone. A
 * finished one is kept in the folder, and not played again by whoever sweeps over it later.
 */
public final class Sweep {

    private static final Logger LOGGER = LoggerFactory.getLogger(Sweep.class);

    private final Grid grid;
    private final SweepFolder folder;
    private final int jobs;
    private final TrialPool pool;
    private final Set<SeedRun> running = ConcurrentHashMap.newKeySet();
    private final Map<Trial, SeedResult> results = new HashMap<>();
    private final Map<Trial, FailedSeed> failures = new HashMap<>();
    private final int kept;

    /** A seed of a combination. */
    private record Trial(Grid.Point point, RunFile run) {

        long seed() {
            return run.shared().seed();
        }
    }

    /** What came of a trial: one of the two. */
    private record Ended(
            Trial trial,
            @Nullable SeedResult result,
            @Nullable FailedSeed failure) {}

    /**
     * A sweep that has not begun. Results that the folder keeps are read.
     *
     * @param jobs  trials at a time; 0 for as many as fit on this machine
     * @param fresh whether what the folder keeps of these trials is forgotten
     */
    public Sweep(Grid grid, SweepFolder folder, int jobs, boolean fresh) {
        this.grid = grid;
        this.folder = folder;
        List<Trial> left = new ArrayList<>();
        for (Trial trial : trials()) {
            if (fresh) {
                folder.forget(trial.run());
            }
            folder.result(trial.run()).ifPresentOrElse(result -> results.put(trial, result), () -> left.add(trial));
        }
        kept = results.size();
        this.jobs = jobs > 0
                ? jobs
                : RunNeeds.fitting(
                        left.stream().map(Trial::run).toList(),
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.getRuntime().maxMemory());
        pool = new TrialPool(this.jobs);
    }

    /** Trials of the whole grid. */
    public int size() {
        return grid.points().size() * grid.seeds().size();
    }

    /** Trials that were done before. */
    public int kept() {
        return kept;
    }

    /** Trials that are played at a time. */
    public int jobs() {
        return jobs;
    }

    /** Ends {@link #run} soon, without results: trials that are under way begin again another time. May be called by any thread. */
    public void stop() {
        pool.stop();
        running.forEach(SeedRun::stop);
    }

    /**
     * Plays what is left. May be called once.
     *
     * @param bar what the lower end of each mean's interval has to reach; null for none
     * @return what came of the whole grid; nothing if it was stopped
     */
    public Optional<SweepResults> run(SweepProgress progress, @Nullable Double bar) {
        List<TrialPool.Task<Ended>> tasks = trials().stream()
                .filter(trial -> !results.containsKey(trial))
                .map(trial -> new TrialPool.Task<>(trial.point().name(), 1, () -> play(trial)))
                .toList();
        return pool.playAll(tasks, progress, ended -> take(ended, progress))
                ? Optional.of(results(bar))
                : Optional.empty();
    }

    private List<Trial> trials() {
        List<Trial> trials = new ArrayList<>();
        // Seed by seed: whoever stops early has seen every combination.
        for (int seed = 0; seed < grid.seeds().size(); seed++) {
            for (Grid.Point point : grid.points()) {
                trials.add(new Trial(point, point.runs().get(seed)));
            }
        }
        return trials;
    }

    private Ended play(Trial trial) {
        SeedRun run = new SeedRun(trial.run(), folder.claim(trial.run()));
        running.add(run);
        try {
            if (pool.stopping()) {
                throw new CancellationException();
            }
            SeedResult result = run.learn().orElseThrow(CancellationException::new);
            folder.keep(result);
            return new Ended(trial, result, null);
        } catch (CancellationException stopped) {
            throw stopped;
        } catch (RuntimeException failed) {
            LOGGER.atError()
                    .setCause(failed)
                    .addKeyValue("settings", trial.point().name())
                    .addKeyValue("seed", trial.seed())
                    .log("a trial failed");
            return new Ended(trial, null, new FailedSeed(trial.seed(), reason(failed)));
        } finally {
            running.remove(run);
        }
    }

    private String reason(RuntimeException failed) {
        return ExitCodes.explained(failed)
                ? String.valueOf(failed.getMessage())
                : failed + ", where it should not have failed. Please report what " + folder.log() + " says.";
    }

    private void take(Ended ended, SweepProgress progress) {
        if (ended.result() != null) {
            results.put(ended.trial(), ended.result());
        }
        if (ended.failure() != null) {
            failures.put(ended.trial(), ended.failure());
            progress.failed(ended.trial().point().name(), ended.failure());
        }
        best(progress);
    }

    private void best(SweepProgress progress) {
        double best = Double.NEGATIVE_INFINITY;
        for (Grid.Point point : grid.points()) {
            double mean = seeds(point).stream()
                    .mapToDouble(SeedResult::score)
                    .average()
                    .orElse(Double.NEGATIVE_INFINITY);
            if (mean > best) {
                best = mean;
                progress.best(point.name(), mean);
            }
        }
    }

    private List<SeedResult> seeds(Grid.Point point) {
        List<SeedResult> seeds = new ArrayList<>();
        for (RunFile run : point.runs()) {
            SeedResult result = results.get(new Trial(point, run));
            if (result != null) {
                seeds.add(result);
            }
        }
        return seeds;
    }

    private List<FailedSeed> failed(Grid.Point point) {
        List<FailedSeed> failed = new ArrayList<>();
        for (RunFile run : point.runs()) {
            FailedSeed failure = failures.get(new Trial(point, run));
            if (failure != null) {
                failed.add(failure);
            }
        }
        return failed;
    }

    private SweepResults results(@Nullable Double bar) {
        double[] others = PointResult.scores(seeds(grid.points().get(grid.baseline())));
        List<PointResult> points = new ArrayList<>();
        for (int i = 0; i < grid.points().size(); i++) {
            Grid.Point point = grid.points().get(i);
            points.add(PointResult.of(point, seeds(point), failed(point), i == grid.baseline() ? null : others, bar));
        }
        return new SweepResults(
                grid.run(),
                folder.path().toString(),
                grid.seeds(),
                kept,
                results.size() - kept,
                failures.size(),
                bar,
                points);
    }
}
