package io.millrace.app.pricing;

import static io.millrace.app.comparison.StudyParts.isTrue;
import static io.millrace.app.comparison.StudyParts.naming;
import static io.millrace.app.comparison.StudyParts.requiredList;
import static io.millrace.app.comparison.StudyParts.section;
import static io.millrace.app.comparison.StudyParts.seed;
import static io.millrace.app.comparison.StudyParts.text;
import static io.millrace.app.comparison.StudyParts.tree;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.app.comparison.StudyParts;
import io.millrace.app.pricing.RuleStudy.Entry;
import io.millrace.app.pricing.RuleStudy.Line;
import io.millrace.app.pricing.RuleStudy.Sweep;
import io.millrace.app.run.RunFile;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.settings.SettingsException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a study of rules: the settings of a run with algorithm bandit and a section {@code comparison}. Each entry
 * is a rule, with or without settings of the environment, laid over the run's own.
 */
final class RuleStudyFile {

    private static final String SECTION = RunFile.COMPARISON;
    private static final List<String> LISTS = List.of("entries", "sweeps");
    private static final List<String> NUMBERS = List.of("experiments", "sweep-experiments", "relabelling-experiments");
    private static final Settings DEFAULTS =
            Settings.empty().with("sweep-experiments", "100").with("relabelling-experiments", "0");

    private final Settings run;
    private final JsonNode lists;

    private RuleStudyFile(Settings run, JsonNode lists) {
        this.run = run;
        this.lists = lists;
    }

    /**
     * The study that these settings describe.
     *
     * @throws SettingsException if anything in it cannot be; the message says what, why and what to do
     */
    static RuleStudy read(Settings given) {
        if (!given.has(SECTION)) {
            throw new SettingsException("These settings have no section " + SECTION
                    + ", so it is not known what to compare. Add one, as in examples/pricing.yaml.");
        }
        Settings section = given.section(SECTION);
        List<String> keys = new ArrayList<>(NUMBERS);
        keys.addAll(LISTS);
        section.allowOnly(keys);
        Settings numbers = section;
        for (String list : LISTS) {
            numbers = numbers.without(list);
        }
        RuleScope scope = numbers.underlaidBy(DEFAULTS).bind("", RuleScope.class);
        return new RuleStudyFile(RunFile.withoutComparison(given), tree(section)).study(given, scope);
    }

    private RuleStudy study(Settings given, RuleScope scope) {
        List<EntrySettings> entries = entries();
        return new RuleStudy(
                given.text("run"),
                given.sha256(),
                seed(run),
                scope,
                entries.stream().map(EntrySettings::entry).toList(),
                sweeps(entries));
    }

    /** An entry, and what it was made of. */
    private record EntrySettings(Entry entry, Settings settings) {}

    /** The number that an entry may give. */
    record Most(int experiments) {
        Most {
            Settings.require(experiments >= 2, "experiments", experiments, "at least 2", "100");
        }
    }

    private List<EntrySettings> entries() {
        List<EntrySettings> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonNode node : list("entries")) {
            String place = SECTION + ".entries[" + entries.size() + "]";
            EntrySettings entry = entry(node, place);
            if (!names.add(entry.entry().name())) {
                throw new SettingsException(place + ".name is \""
                        + entry.entry().name() + "\", but an entry before it has that name. Give it its own.");
            }
            entries.add(entry);
        }
        if (entries.size() < 2) {
            throw new SettingsException(SECTION + ".entries has " + entries.size()
                    + " entries, but at least 2 are compared. Add them, each with a name and a rule.");
        }
        return entries;
    }

    private EntrySettings entry(JsonNode node, String place) {
        Settings written = section(node, place);
        String name = naming(place, () -> {
            written.allowOnly(List.of("name", "reference", "experiments", "rule", "environment"));
            return written.text("name");
        });
        // Without the run's own rule: the settings of one mean nothing to another.
        Settings settings = written.without("name")
                .without("reference")
                .without("experiments")
                .underlaidBy(run.without("rule"));
        return naming(
                place + " (" + name + ")",
                () -> new EntrySettings(
                        new Entry(
                                name,
                                isTrue(node.get("reference"), "reference"),
                                most(node.get("experiments")),
                                Contender.of(settings),
                                Contender.of(settings.with("rule.relabel", "true"))),
                        settings));
    }

    private static int most(@Nullable JsonNode experiments) {
        return experiments == null
                ? Integer.MAX_VALUE
                : Settings.empty()
                        .with("experiments", experiments.toString())
                        .bind("", Most.class)
                        .experiments();
    }

    private List<Sweep> sweeps(List<EntrySettings> entries) {
        List<Sweep> sweeps = new ArrayList<>();
        for (JsonNode node : list("sweeps")) {
            String place = SECTION + ".sweeps[" + sweeps.size() + "]";
            sweeps.add(naming(place, () -> sweep(node, place, entries)));
        }
        return sweeps;
    }

    private static Sweep sweep(JsonNode node, String place, List<EntrySettings> entries) {
        Settings written = section(node, place);
        written.allowOnly(List.of("name", "setting", "values", "entries", "environment"));
        String setting = written.text("setting");
        List<String> values = new ArrayList<>();
        requiredList(node.get("values"), "values").forEach(value -> values.add(text(value)));
        if (values.isEmpty()) {
            throw new SettingsException("values is an empty list. Name what " + setting + " is to be.");
        }
        Settings there = written.has("environment")
                ? Settings.empty().under("environment", written.section("environment"))
                : Settings.empty();
        List<Line> lines = new ArrayList<>();
        for (EntrySettings entry : chosen(node.get("entries"), entries)) {
            lines.add(new Line(
                    entry.entry(),
                    values.stream()
                            .map(value -> Contender.of(
                                    there.underlaidBy(entry.settings()).with(setting, value)))
                            .toList()));
        }
        return new Sweep(written.has("name") ? written.text("name") : setting, setting, values, lines);
    }

    /** The entries of these names, or all. */
    private static List<EntrySettings> chosen(@Nullable JsonNode names, List<EntrySettings> entries) {
        if (names == null) {
            return entries;
        }
        List<EntrySettings> chosen = new ArrayList<>();
        for (JsonNode name : requiredList(names, "entries")) {
            chosen.add(entries.stream()
                    .filter(entry -> entry.entry().name().equals(text(name)))
                    .findFirst()
                    .orElseThrow(() -> new SettingsException("There is no entry " + name + ". Name some of: "
                            + String.join(
                                    ", ",
                                    entries.stream().map(e -> e.entry().name()).toList())
                            + ".")));
        }
        return chosen;
    }

    private JsonNode list(String key) {
        return StudyParts.list(lists.get(key), SECTION + "." + key);
    }
}
