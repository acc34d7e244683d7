package io.millrace.weights;

import io.millrace.messages.RuleDescription;
import io.millrace.policy.bandit.Arms;
import io.millrace.policy.bandit.Rules;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.settings.SettingsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What decides instead of a network; the section {@code rule} of a run's settings.
 *
 * @param name     of the rule
 * @param relabel  whether stores are matched anew to the arms that were chosen, so that few change theirs
 * @param market   whether each lane learns for itself, or all share what they see
 * @param settings of the rule itself, every one of them
 */
public record RuleSettings(String name, boolean relabel, MarketScope market, Map<String, Double> settings) {

    /** Name of the section. */
    public static final String SECTION = "rule";

    /** Who learns from whom. */
    public enum MarketScope {
        /** Each lane is a market of its own. */
        LANE,
        /** All lanes are one market. */
        RUN
    }

    private record Shared(String name, boolean relabel, MarketScope market) {}

    public RuleSettings {
        settings = Map.copyOf(settings);
    }

    /**
     * Reads the section of a run's settings, defaults included.
     *
     * @throws SettingsException if there is no such rule, or a setting is unknown, missing or cannot be
     */
    public static RuleSettings read(Settings section) {
        Map<String, Double> own = new TreeMap<>(Rules.defaults(section.text("name")));
        List<String> known = new ArrayList<>(List.of("name", "relabel", "market"));
        known.addAll(own.keySet());
        section.allowOnly(known);
        Settings shared = section;
        for (String key : own.keySet()) {
            shared = shared.without(key);
        }
        own.replaceAll((key, unused) -> section.number(key));
        Shared bound = shared.bind("", Shared.class);
        var unused = Rules.of(bound.name(), own);
        return new RuleSettings(bound.name(), bound.relabel(), bound.market(), own);
    }

    /**
     * What a rule's settings are unless a run says otherwise.
     *
     * @throws IllegalArgumentException if there is no such rule; the message lists those there are
     */
    public static Settings defaults(String rule) {
        Settings defaults = Settings.empty().with("relabel", "false").with("market", "lane");
        for (Map.Entry<String, Double> setting : Rules.defaults(rule).entrySet()) {
            defaults = defaults.with(setting.getKey(), String.valueOf(setting.getValue()));
        }
        return defaults;
    }

    /**
     * The rule as it is described in a run.
     *
     * @param lanes       of the run
     * @param daysPerStep days of sales behind one reward
     * @param history     distinct prices of the past that an observation tells of
     */
    public RuleDescription describe(Arms arms, int lanes, int daysPerStep, int history) {
        return new RuleDescription(
                name,
                settings,
                relabel,
                market == MarketScope.LANE ? lanes : 1,
                arms.prices(),
                arms.margins(),
                daysPerStep,
                history);
    }
}
