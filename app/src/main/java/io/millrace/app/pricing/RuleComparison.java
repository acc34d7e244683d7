package io.millrace.app.pricing;

import io.millrace.app.comparison.PairTest;
import io.millrace.app.comparison.Spread;
import io.millrace.app.comparison.TrialPool;
import io.millrace.app.comparison.TrialPool.Task;
import io.millrace.app.comparison.TrialProgress;
import io.millrace.app.pricing.RuleResults.EntryScore;
import io.millrace.app.pricing.RuleResults.LineScores;
import io.millrace.app.pricing.RuleResults.RelabelledScore;
import io.millrace.app.pricing.RuleResults.SweepScores;
import io.millrace.app.pricing.RuleStudy.Entry;
import io.millrace.learner.algorithms.Algorithms;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.settings.SettingsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * A study of rules from its first experiment to its results. Experiments share nothing and are played by several
 * threads; what comes out depends on the study alone, not on the threads.
 */
public final class RuleComparison {

    // Large enough that making a player does not count, small enough that threads end together.
    private static final int EXPERIMENTS_PER_TASK = 10;

    private final RuleStudy study;
    private final TrialPool pool;
    private final Map<String, Played> played = new LinkedHashMap<>();

    /** The experiments of one contender: as many as the greediest of those who ask for it needs. */
    private static final class Played {

        private final String name;
        private final Contender contender;
        private int experiments;
        private Experiment[] results = {};

        private Played(String name, Contender contender) {
            this.name = name;
            this.contender = contender;
        }
    }

    private record Done(Played of, int first, List<Experiment> results) {}

    /** Whether these settings describe a study of rules, rather than one of algorithms. */
    public static boolean describedBy(Settings given) {
        return given.has("algorithm.name") && given.text("algorithm.name").equals(Algorithms.BANDIT);
    }

    /**
     * A comparison that has not begun.
     *
     * @param given   settings of a run of algorithm bandit with a section {@code comparison}
     * @param threads that play; at least 1
     * @throws SettingsException if the settings describe no study; the message says what, why and what to do
     */
    public static RuleComparison of(Settings given, int threads) {
        return new RuleComparison(RuleStudyFile.read(given), threads);
    }

    private RuleComparison(RuleStudy study, int threads) {
        this.study = study;
        this.pool = new TrialPool(threads);
        plan();
    }

    /** Name of the study. */
    public String name() {
        return study.name();
    }

    /** Ends {@link #run} soon, without results. May be called by any thread. */
    public void stop() {
        pool.stop();
    }

    /**
     * Plays every experiment. May be called once.
     *
     * @return what came of it; nothing if it was stopped
     */
    public Optional<RuleResults> run(TrialProgress progress) {
        List<Task<Done>> tasks = new ArrayList<>();
        for (Played one : played.values()) {
            one.results = new Experiment[one.experiments];
            for (int first = 0; first < one.experiments; first += EXPERIMENTS_PER_TASK) {
                int from = first;
                int count = Math.min(EXPERIMENTS_PER_TASK, one.experiments - from);
                tasks.add(new Task<>(one.name, count, () -> play(one, from, count)));
            }
        }
        return pool.playAll(tasks, progress, RuleComparison::keep) ? Optional.of(results()) : Optional.empty();
    }

    private Done play(Played one, int first, int count) {
        Player player = new Player(one.contender);
        List<Experiment> results = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (pool.stopping()) {
                throw new CancellationException("stopped");
            }
            results.add(player.play(first + i));
        }
        return new Done(one, first, results);
    }

    private static void keep(Done done) {
        for (int i = 0; i < done.results().size(); i++) {
            done.of().results[done.first() + i] = done.results().get(i);
        }
    }

    /** Every experiment that the results need, each once. */
    private void plan() {
        for (Entry entry : study.entries()) {
            need(entry.name(), entry.contender(), experiments(entry));
            need(entry.name() + ", re-matched", entry.relabelled(), relabelled(entry));
        }
        for (RuleStudy.Sweep sweep : study.sweeps()) {
            for (RuleStudy.Line line : sweep.lines()) {
                for (int i = 0; i < line.contenders().size(); i++) {
                    need(
                            line.entry().name() + ", " + sweep.name() + " "
                                    + sweep.values().get(i),
                            line.contenders().get(i),
                            swept(line.entry()));
                }
            }
        }
    }

    private void need(String name, Contender contender, int experiments) {
        if (experiments > 0) {
            Played one = played.computeIfAbsent(contender.settings(), key -> new Played(name, contender));
            one.experiments = Math.max(experiments, one.experiments);
        }
    }

    private int experiments(Entry entry) {
        return Math.min(entry.most(), study.scope().experiments());
    }

    private int swept(Entry entry) {
        return Math.min(entry.most(), study.scope().sweepExperiments());
    }

    private int relabelled(Entry entry) {
        return entry.reference()
                ? 0
                : Math.min(experiments(entry), study.scope().relabellingExperiments());
    }

    private List<Experiment> first(Contender contender, int experiments) {
        Played one = played.get(contender.settings());
        if (one == null || one.results.length < experiments) {
            throw new IllegalStateException("These experiments were not planned: " + contender.settings());
        }
        return List.of(one.results).subList(0, experiments);
    }

    private RuleScore score(Contender contender, int experiments) {
        return RuleScore.of(contender, first(contender, experiments));
    }

    private RuleResults results() {
        List<EntryScore> scores = new ArrayList<>();
        Map<String, Spread> regret = new LinkedHashMap<>();
        Map<String, Spread> hits = new LinkedHashMap<>();
        for (Entry entry : study.entries()) {
            List<Experiment> experiments = first(entry.contender(), experiments(entry));
            regret.put(entry.name(), RuleScore.regretPercent(entry.contender(), experiments));
            hits.put(entry.name(), RuleScore.hits(experiments));
            scores.add(new EntryScore(
                    entry.name(),
                    entry.reference(),
                    RuleScore.of(entry.contender(), experiments),
                    experiments.stream().map(Experiment::hit).toList(),
                    RuleScore.regretPercent(entry.contender(), experiments).trials(),
                    entry.contender().settings()));
        }
        List<PairTest> regretTests = PairTest.all(regret);
        RuleVerdict verdict = RuleVerdict.of(scores, regretTests);
        Contender any = study.entries().get(0).contender();
        return new RuleResults(
                study.name(),
                study.sha256(),
                study.seed(),
                study.scope(),
                any.stores(),
                any.market().weeks(),
                scores,
                regretTests,
                PairTest.all(hits),
                verdict.best(),
                verdict.evidence(),
                study.sweeps().stream().map(this::scores).toList(),
                relabelling());
    }

    private SweepScores scores(RuleStudy.Sweep sweep) {
        return new SweepScores(
                sweep.name(),
                sweep.setting(),
                sweep.values(),
                sweep.lines().stream()
                        .map(line -> new LineScores(
                                line.entry().name(),
                                line.entry().reference(),
                                line.contenders().stream()
                                        .map(contender -> score(contender, swept(line.entry())))
                                        .toList()))
                        .toList());
    }

    private List<RelabelledScore> relabelling() {
        List<RelabelledScore> scores = new ArrayList<>();
        for (Entry entry : study.entries()) {
            int experiments = relabelled(entry);
            if (experiments > 0) {
                RuleScore without = score(entry.contender(), experiments);
                RuleScore with = score(entry.relabelled(), experiments);
                scores.add(new RelabelledScore(
                        entry.name(),
                        without,
                        with,
                        without.changes().mean() == 0
                                ? null
                                : with.changes().mean() / without.changes().mean()));
            }
        }
        return scores;
    }
}
