package io.millrace.app.comparison;

import io.millrace.env.environments.Environment;
import io.millrace.env.environments.KnownOptimum;
import io.millrace.policy.space.ActionSpace.Discrete;
import io.millrace.runtime.process.ExitCodes;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.settings.SettingsException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A study from its first trial to its results. Trials share nothing and are played by several threads; what
 * comes out depends on the study alone, not on the threads.
 */
public final class Comparison {

    private final Study study;
    private final TrialPool pool;
    private final Map<String, Played> played = new LinkedHashMap<>();

    /** The trials of one contender: as many as the greediest of those who ask for it needs. */
    private static final class Played {

        private final String name;
        private final Contender contender;
        private final int episodes;
        private final int greedyEpisodes;
        private final Map<Integer, TrialResult> results = new HashMap<>();
        private int trials;

        private Played(String name, Contender contender, int episodes, int greedyEpisodes) {
            this.name = name;
            this.contender = contender;
            this.episodes = episodes;
            this.greedyEpisodes = greedyEpisodes;
        }

        private void need(int trials) {
            this.trials = Math.max(trials, this.trials);
        }

        private List<TrialResult> first(int trials) {
            List<TrialResult> first = new ArrayList<>();
            for (int i = 0; i < trials; i++) {
                TrialResult result = results.get(i);
                if (result == null) {
                    throw new IllegalStateException("Trial " + i + " of " + name + " was not played.");
                }
                first.add(result);
            }
            return first;
        }
    }

    private record Done(Played of, int trial, TrialResult result) {}

    /**
     * A comparison that has not begun.
     *
     * @param given   settings of a run with a section {@code comparison}
     * @param threads that play trials; at least 1
     * @throws SettingsException if the settings describe no study; the message says what, why and what to do
     */
    public static Comparison of(Settings given, int threads) {
        return new Comparison(StudyFile.read(given), threads);
    }

    Comparison(Study study, int threads) {
        this.study = study;
        this.pool = new TrialPool(threads);
        plan();
    }

    /** Name of the study. */
    public String name() {
        return study.name();
    }

    /** Trials of all contenders together. */
    public int trials() {
        return played.values().stream().mapToInt(one -> one.trials).sum();
    }

    /** Ends {@link #run} soon, without results. May be called by any thread. */
    public void stop() {
        pool.stop();
    }

    /**
     * Plays every trial. May be called once.
     *
     * @return what came of it; nothing if it was stopped
     * @throws TrialFailure if a trial failed
     */
    public Optional<Results> run(TrialProgress progress) {
        List<TrialPool.Task<Done>> tasks = new ArrayList<>();
        for (Played one : played.values()) {
            for (int i = 0; i < one.trials; i++) {
                int trial = i;
                tasks.add(new TrialPool.Task<>(one.name, 1, () -> play(one, trial)));
            }
        }
        return pool.playAll(tasks, progress, done -> done.of().results.put(done.trial(), done.result()))
                ? Optional.of(results())
                : Optional.empty();
    }

    private Done play(Played one, int trial) {
        long seed = study.seed() + trial;
        try {
            return new Done(
                    one, trial, Trial.play(one.contender, one.episodes, one.greedyEpisodes, seed, pool::stopping));
        } catch (CancellationException stopped) {
            throw stopped;
        } catch (RuntimeException failed) {
            // What does not explain itself is a defect of ours and keeps its stack trace.
            throw ExitCodes.explained(failed) ? new TrialFailure(one.name, trial, seed, failed) : failed;
        }
    }

    /** Every trial that the results need, each once. */
    private void plan() {
        ComparisonScope scope = study.scope();
        study.entries().forEach(entry -> need(entry.name(), entry.contender(), scope.trials()));
        for (Study.Sweep sweep : study.sweeps()) {
            sweep.values()
                    .forEach(value -> need(
                            sweep.entry() + ", " + sweep.setting() + " " + value.text(),
                            value.contender(),
                            scope.sensitivityTrials()));
        }
        for (Study.Start start : study.starts()) {
            start.entries()
                    .forEach(entry ->
                            need(entry.name() + ", " + start.name(), entry.contender(), scope.sensitivityTrials()));
        }
        contenders().forEach(contender -> {
            RandomContender random = random(contender);
            played.computeIfAbsent(random.settings(), key -> new Played("random", random, scope.randomEpisodes(), 1))
                    .need(1);
        });
    }

    private List<Contender> contenders() {
        return played.values().stream().map(one -> one.contender).toList();
    }

    private void need(String name, Contender contender, int trials) {
        played.computeIfAbsent(
                        contender.settings(),
                        key -> new Played(
                                name,
                                contender,
                                study.scope().episodes(),
                                study.scope().greedyEpisodes()))
                .need(trials);
    }

    /** The one that plays at random where that one plays. */
    private static RandomContender random(Contender contender) {
        Environment.Description description = contender.environment().create().description();
        if (description.actionSpace() instanceof Discrete discrete) {
            return new RandomContender(
                    contender.environment(), discrete.choices(), "random: " + contender.environment());
        }
        throw new SettingsException("The actions of " + description.name() + " are " + description.actionSpace()
                + ", but a comparison is measured against random choices. Choose an environment with choices, such as"
                + " human-capital.");
    }

    private Results results() {
        Map<String, Score> scores = new LinkedHashMap<>();
        study.entries()
                .forEach(entry -> scores.put(
                        entry.name(), score(entry.contender(), study.scope().trials())));
        return Results.of(study, scores, baseline(study.entries().get(0).contender()), sweepScores(), startScores());
    }

    private List<Results.SweepScores> sweepScores() {
        List<Results.SweepScores> scores = new ArrayList<>();
        for (Study.Sweep sweep : study.sweeps()) {
            scores.add(new Results.SweepScores(
                    sweep.entry(),
                    sweep.setting(),
                    sweep.values().stream()
                            .map(value -> new Results.ValueScore(
                                    value.text(),
                                    score(value.contender(), study.scope().sensitivityTrials())))
                            .toList()));
        }
        return scores;
    }

    private List<Results.StartScores> startScores() {
        List<Results.StartScores> scores = new ArrayList<>();
        for (Study.Start start : study.starts()) {
            Map<String, Score> there = new LinkedHashMap<>();
            start.entries()
                    .forEach(entry -> there.put(
                            entry.name(), score(entry.contender(), study.scope().sensitivityTrials())));
            scores.add(new Results.StartScores(
                    start.name(), baseline(start.entries().get(0).contender()), there));
        }
        return scores;
    }

    private Score score(Contender contender, int trials) {
        return Score.of(played(contender.settings()).first(trials), baseline(contender));
    }

    private Baseline baseline(Contender contender) {
        TrialResult random = played(random(contender).settings()).first(1).get(0);
        double sum = 0;
        for (double one : random.returns()) {
            sum += one;
        }
        Environment environment = contender.environment().create();
        // A discounted optimum says nothing about undiscounted returns.
        @Nullable
        Double optimum = environment instanceof KnownOptimum known
                        && environment.description().discount() == 1
                ? known.optimalReturn()
                : null;
        return new Baseline(sum / random.returns().length, optimum);
    }

    private Played played(String settings) {
        Played one = played.get(settings);
        if (one == null) {
            throw new IllegalStateException("These trials were not planned: " + settings);
        }
        return one;
    }
}
