package io.millrace.app.pricing;

import io.millrace.app.comparison.StudyParts;
import io.millrace.app.run.RunFile;
import io.millrace.app.run.RunSettings.Lanes;
import io.millrace.env.EnvironmentSettings;
import io.millrace.env.environments.Pricing;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.settings.SettingsException;

/**
 * A rule in a kind of market.
 *
 * @param file   the run of a single market
 * @param market what it is like
 * @param truth  what it gives
 */
record Contender(RunFile file, Pricing.Parameters market, Truth truth) {

    private static final String ARM = "rule.arm";

    /** What stands in place of an arm of rule fixed: the one that is best in truth, wherever it is. */
    private static final String BEST = "best";

    /**
     * The contender that these settings of a run describe.
     *
     * @throws SettingsException if anything in them cannot be
     */
    static Contender of(Settings given) {
        if (!given.has("rule.name")) {
            throw new SettingsException("There is no section rule that says what decides. Add rule: {name: NAME}, with"
                    + " the settings of that rule beside the name.");
        }
        Settings settings =
                given.with("lanes.count", "1").with("topics.partitions", "1").with("rule.market", "lane");
        Pricing.Parameters market = market(settings);
        Truth truth = Truth.of(market);
        if (StudyParts.tree(settings).at("/rule/arm").asText().equals(BEST)) {
            settings = settings.with(ARM, String.valueOf(truth.best()));
        }
        RunFile file = RunFile.of(settings);
        Lanes lanes = file.shared().lanes();
        if (lanes.unroll() != 1) {
            throw new SettingsException(
                    "lanes.unroll is " + lanes.unroll() + ", but rules are compared that decide each"
                            + " week by all weeks before. Set lanes.unroll to 1.");
        }
        return new Contender(file, market, truth);
    }

    private static Pricing.Parameters market(Settings settings) {
        String name = settings.text("environment.name");
        if (EnvironmentSettings.read(
                        settings.underlaidBy(Settings.empty().under("environment", EnvironmentSettings.defaults(name))))
                instanceof Pricing.Parameters market) {
            return market;
        }
        throw new SettingsException("environment.name is " + name + ", but rules are compared in markets whose truth is"
                + " known. Set it to pricing.");
    }

    /** All settings as canonical JSON: contenders of the same settings do the same. */
    String settings() {
        return file.settings().canonicalJson();
    }

    int stores() {
        return file.shared().lanes().environments();
    }
}
