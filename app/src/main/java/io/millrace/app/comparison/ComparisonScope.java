package io.millrace.app.comparison;

import io.millrace.runtime.settings.Settings;

/**
 * How much is played; the section {@code comparison} of a study, without its lists.
 *
 * @param episodes          episodes of learning in a trial; at least 10, what convergence is looked for in
 * @param trials            trials of each entry; at least 2, so that there is a dispersion
 * @param sensitivityTrials trials of each entry with another setting or start; at least 2
 * @param greedyEpisodes    episodes of the greedy policy after each trial; at least 1
 * @param randomEpisodes    episodes of random actions that the others are measured against; at least 1
 */
public record ComparisonScope(int episodes, int trials, int sensitivityTrials, int greedyEpisodes, int randomEpisodes) {
    public ComparisonScope {
        Settings.require(episodes >= LearningCurve.WINDOW, "comparison.episodes", episodes, "at least 10", "200");
        Settings.require(trials >= 2, "comparison.trials", trials, "at least 2", "50");
        Settings.require(
                sensitivityTrials >= 2, "comparison.sensitivity-trials", sensitivityTrials, "at least 2", "20");
        Settings.require(greedyEpisodes >= 1, "comparison.greedy-episodes", greedyEpisodes, "at least 1", "200");
        Settings.require(randomEpisodes >= 1, "comparison.random-episodes", randomEpisodes, "at least 1", "5000");
    }
}
