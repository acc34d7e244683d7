package io.millrace.app.run;

import io.millrace.datasets.exchange.ImportPlan;
import io.millrace.datasets.exchange.ImportSurvey;
import io.millrace.env.environments.Recorded;
import io.millrace.policy.space.ActionSpace;
import io.millrace.policy.space.ActionSpaceWords;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.worker.UserMistake;

/** The run that imported files become: one that only recorded, in an environment that cannot be played. */
public final class ImportedRun {

    private ImportedRun() {}

    /**
     * Describes it.
     *
     * @param version of the rules that the history was made by
     * @throws UserMistake if the policy that drew the actions is of a kind that the files do not tell enough of
     */
    public static RunFile describe(String run, String version, ImportSurvey survey, ImportPlan plan) {
        ActionSpace space = survey.actionSpace();
        return RunFile.of(Settings.parse(
                """
                run: %s
                environment: {name: %s, version: "%s", observations: %d, actions: "%s"}
                lanes: {count: %d, environments: 1, unroll: %d}
                topics: {partitions: 1}
                algorithm: {name: none}
                policy: {distribution: %s}
                learner: {steps: %d, engine: kernel}
                """.formatted(
                                run,
                                Recorded.NAME,
                                version,
                                survey.observationSize(),
                                ActionSpaceWords.of(space),
                                plan.lanes(),
                                plan.unrollLength(),
                                distribution(space, survey),
                                plan.rounds() * plan.unrollLength() * plan.lanes()),
                "the settings of an imported run"));
    }

    /** One whose drawn actions are the ones received, unless both are told apart. */
    private static String distribution(ActionSpace space, ImportSurvey survey) {
        if (survey.sampled()) {
            String settings = survey.settings();
            if (settings.isEmpty()) {
                throw new UserMistake(
                        "The files tell in column sampled what was drawn apart from what was received, but"
                                + " not by which distribution: files that Millrace exported from one run do. Leave the column"
                                + " out with another name for it, or export each run by itself.");
            }
            return Settings.parse(settings, "the settings in the files").text("policy.distribution");
        }
        if (space instanceof ActionSpace.Discrete) {
            return "categorical";
        }
        if (space instanceof ActionSpace.MultiBinary) {
            return "bernoulli";
        }
        if (space instanceof ActionSpace.Box) {
            return "gaussian";
        }
        throw new UserMistake("Shares of a whole cannot be learned from as they are: a policy draws other numbers and"
                + " makes shares of them, and the files do not tell those. Give them in column sampled, as exported"
                + " files have it.");
    }
}
