package io.millrace.app.run;

import io.millrace.learner.algorithms.Algorithms;
import io.millrace.learner.algorithms.Algorithms.Learns;
import io.millrace.monitoring.GuardWorker;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.settings.SettingsException;
import io.millrace.weights.RuleSettings;
import java.util.List;
import java.util.Optional;

/**
 * The settings of a run that learns from the record of another: those of that one, with a difference.
 *
 * @param name      of the new run
 * @param sources   what it learns from, as {@code learner.source} has it
 * @param from      as {@code learner.source-from}
 * @param to        as {@code learner.source-to}
 * @param passes    as {@code learner.passes}; nothing for one
 * @param follow    as {@code learner.follow}
 * @param algorithm that takes the place of the recorded one, with defaults of its own; nothing for that one
 * @param overrides settings that win, each {@code key=value}
 */
public record ReplayedSettings(
        String name,
        String sources,
        Optional<String> from,
        Optional<String> to,
        Optional<Integer> passes,
        boolean follow,
        Optional<String> algorithm,
        List<String> overrides) {

    private static final String ALGORITHM = "algorithm";
    private static final String POLICY = "policy";

    /** More than any record holds: it ends before. */
    private static final String ALL_THERE_IS = "1000000000000000";

    /**
     * The run that this comes to.
     *
     * @param recorded all settings of the run that recorded
     * @throws SettingsException as {@link RunFile#of}
     */
    public RunFile over(Settings recorded) {
        Settings given = withAlgorithm(withoutActing(recorded))
                .with("run", quoted(name))
                .with("learner.source", quoted(sources))
                .with("learner.source-from", quoted(from.orElse("")))
                .with("learner.source-to", quoted(to.orElse("")))
                .with("learner.follow", String.valueOf(follow))
                .with("learner.passes", String.valueOf(passes.orElse(1)));
        if (!follow) {
            given = given.with("learner.steps", ALL_THERE_IS);
        }
        return RunFile.of(SettingOption.over(given, SettingOption.all(overrides, "algorithm.learning-rate=1e-3")));
    }

    /** Without what only a run needs that acts itself, or that begins with weights of its own. */
    private static Settings withoutActing(Settings recorded) {
        Settings rest = recorded.without(BehaviourSettings.SECTION).without(GuardWorker.SECTION);
        return rest.has(POLICY) ? rest.with("policy.init-from", "\"\"") : rest;
    }

    private Settings withAlgorithm(Settings recorded) {
        String before = recorded.text("algorithm.name");
        String now = algorithm.orElse(before);
        if (now.equals(before)) {
            return recorded;
        }
        Settings changed = recorded.without(ALGORITHM).with("algorithm.name", quoted(now));
        if (!Algorithms.names().contains(now) || Algorithms.learns(now) == Learns.STATISTICS) {
            // What is wrong with that is said when the settings are read.
            return changed;
        }
        Settings network = changed.without(RuleSettings.SECTION);
        if (!network.has(POLICY)) {
            return network;
        }
        Settings policy = network.section(POLICY).without("distribution").without("trunk");
        Settings fitting = network.under(POLICY, policy);
        return Algorithms.learns(now) == Learns.DISTRIBUTION
                ? fitting
                : fitting.with("policy.normalise-observations", "false").with("learner.normalise-rewards", "false");
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
