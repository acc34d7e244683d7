package io.millrace.app.pricing;

import io.millrace.runtime.settings.Settings;

/**
 * How much is played; the section {@code comparison} of a study of rules, without its lists.
 *
 * @param experiments            markets that each entry is played in; at least 2, so that there is a dispersion
 * @param sweepExperiments       markets of each entry under another value of a setting; at least 2
 * @param relabellingExperiments markets of each entry with re-matched price tags; 0 for none, or at least 2
 */
public record RuleScope(int experiments, int sweepExperiments, int relabellingExperiments) {
    public RuleScope {
        Settings.require(experiments >= 2, "comparison.experiments", experiments, "at least 2", "500");
        Settings.require(sweepExperiments >= 2, "comparison.sweep-experiments", sweepExperiments, "at least 2", "100");
        Settings.require(
                relabellingExperiments == 0 || relabellingExperiments >= 2,
                "comparison.relabelling-experiments",
                relabellingExperiments,
                "0 for none, or at least 2",
                "100");
    }
}
