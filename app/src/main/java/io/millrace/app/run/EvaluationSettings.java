package io.millrace.app.run;

import io.millrace.runtime.settings.Settings;

/**
 * How the greedy policy is judged; the section {@code evaluation} of a run's settings.
 *
 * @param episodes episodes to play; at least 1
 */
public record EvaluationSettings(int episodes) {
    public EvaluationSettings {
        Settings.require(episodes >= 1, "evaluation.episodes", episodes, "at least 1", "100");
    }
}
