package io.millrace.app.comparison;

import static io.millrace.app.comparison.StudyParts.isTrue;
import static io.millrace.app.comparison.StudyParts.naming;
import static io.millrace.app.comparison.StudyParts.requiredList;
import static io.millrace.app.comparison.StudyParts.section;
import static io.millrace.app.comparison.StudyParts.seed;
import static io.millrace.app.comparison.StudyParts.text;
import static io.millrace.app.comparison.StudyParts.tree;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.app.comparison.Study.Entry;
import io.millrace.app.comparison.Study.Start;
import io.millrace.app.comparison.Study.Sweep;
import io.millrace.app.comparison.Study.Value;
import io.millrace.app.run.RunFile;
import io.millrace.env.EnvironmentSettings;
import io.millrace.env.environments.EnvironmentParameters;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.settings.SettingsException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a study: the settings of a run with a section {@code comparison}. Each entry is settings laid over the
 * run's own, in one lane of one environment; an entry that names an algorithm leaves the run's own algorithm
 * behind.
 */
final class StudyFile {

    private static final String SECTION = RunFile.COMPARISON;
    private static final List<String> LISTS = List.of("entries", "sensitivity", "starts", "published");
    private static final List<String> KEYS = List.of(
            "episodes",
            "trials",
            "sensitivity-trials",
            "greedy-episodes",
            "random-episodes",
            "entries",
            "sensitivity",
            "starts",
            "published");

    private final Settings run;
    private final JsonNode lists;

    private StudyFile(Settings run, JsonNode lists) {
        this.run = run;
        this.lists = lists;
    }

    /**
     * The study that these settings describe.
     *
     * @throws SettingsException if anything in it cannot be; the message says what, why and what to do
     */
    static Study read(Settings given) {
        if (!given.has(SECTION)) {
            throw new SettingsException("These settings have no section " + SECTION
                    + ", so it is not known what to compare. Add one, as in examples/human-capital.yaml.");
        }
        Settings section = given.section(SECTION);
        section.allowOnly(KEYS);
        Settings numbers = section;
        for (String list : LISTS) {
            numbers = numbers.without(list);
        }
        return new StudyFile(RunFile.withoutComparison(given), tree(section))
                .study(given, numbers.bind("", ComparisonScope.class));
    }

    private Study study(Settings given, ComparisonScope scope) {
        List<EntrySettings> entries = entries();
        return new Study(
                given.text("run"),
                given.sha256(),
                seed(run),
                scope,
                entries.stream().map(EntrySettings::entry).toList(),
                sweeps(entries),
                starts(entries),
                published(entries));
    }

    /** An entry, and what it was made of. */
    private record EntrySettings(Entry entry, Settings settings) {}

    private List<EntrySettings> entries() {
        List<EntrySettings> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonNode node : list("entries")) {
            String place = SECTION + ".entries[" + entries.size() + "]";
            Settings written = section(node, place);
            String name = naming(place, () -> written.text("name"));
            if (!names.add(name)) {
                throw new SettingsException(
                        place + ".name is \"" + name + "\", but an entry before it has that name. Give it its own.");
            }
            requireOneEnvironment(written, place);
            Settings settings = laidOver(written.without("name").without("reference"));
            boolean reference = isTrue(node.get("reference"), place + ".reference");
            entries.add(new EntrySettings(
                    new Entry(name, reference, naming(place + " (" + name + ")", () -> contender(settings))),
                    settings));
        }
        if (entries.size() < 2) {
            throw new SettingsException(SECTION + ".entries has " + entries.size()
                    + " entries, but at least 2 are compared. Add them, each with a name and an algorithm.");
        }
        return entries;
    }

    private static void requireOneEnvironment(Settings written, String place) {
        for (String key : List.of("lanes.count", "lanes.environments")) {
            if (written.has(key)) {
                throw new SettingsException(place + " sets " + key + ", but a trial is one environment in one lane: its"
                        + " episodes follow one another. Leave it out; lanes.unroll says how many steps an update"
                        + " learns from.");
            }
        }
    }

    /** An entry over the run's own settings: an algorithm of its own leaves nothing of the run's algorithm. */
    private Settings laidOver(Settings written) {
        boolean own = written.has("algorithm.name") || written.has("tabular");
        return written.underlaidBy(own ? run.without("algorithm") : run);
    }

    private List<Sweep> sweeps(List<EntrySettings> entries) {
        List<Sweep> sweeps = new ArrayList<>();
        for (JsonNode node : list("sensitivity")) {
            String place = SECTION + ".sensitivity[" + sweeps.size() + "]";
            sweeps.add(naming(place, () -> sweep(node, place, entries)));
        }
        return sweeps;
    }

    private static Sweep sweep(JsonNode node, String place, List<EntrySettings> entries) {
        Settings written = section(node, place);
        written.allowOnly(List.of("entry", "setting", "values"));
        String setting = written.text("setting");
        Settings settings = named(written.text("entry"), entries).settings();
        List<Value> values = new ArrayList<>();
        for (JsonNode value : requiredList(node.get("values"), "values")) {
            values.add(new Value(text(value), contender(settings.with(setting, value.toString()))));
        }
        return new Sweep(written.text("entry"), setting, values);
    }

    private List<Start> starts(List<EntrySettings> entries) {
        List<Start> starts = new ArrayList<>();
        for (JsonNode node : list("starts")) {
            String place = SECTION + ".starts[" + starts.size() + "]";
            starts.add(naming(place, () -> start(node, place, entries)));
        }
        return starts;
    }

    private static Start start(JsonNode node, String place, List<EntrySettings> entries) {
        Settings written = section(node, place);
        written.allowOnly(List.of("name", "environment"));
        Settings environment = Settings.empty().under("environment", written.section("environment"));
        return new Start(
                written.text("name"),
                entries.stream()
                        .map(entry -> new Entry(
                                entry.entry().name(),
                                entry.entry().reference(),
                                contender(environment.underlaidBy(entry.settings()))))
                        .toList());
    }

    private Optional<Published> published(List<EntrySettings> entries) {
        JsonNode node = lists.get("published");
        if (node == null) {
            return Optional.empty();
        }
        String place = SECTION + ".published";
        return Optional.of(naming(place, () -> {
            Published published = section(node, place).bind("", Published.class);
            published.rows().forEach(row -> named(row.entry(), entries));
            return published;
        }));
    }

    private static EntrySettings named(String name, List<EntrySettings> entries) {
        return entries.stream()
                .filter(entry -> entry.entry().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new SettingsException("There is no entry \"" + name + "\". Name one of: "
                        + String.join(
                                ", ",
                                entries.stream().map(e -> e.entry().name()).toList())
                        + "."));
    }

    private static Contender contender(Settings settings) {
        return settings.has("tabular") ? tabular(settings) : network(settings);
    }

    private static Contender network(Settings settings) {
        RunFile file = RunFile.of(settings.with("lanes.count", "1")
                .with("lanes.environments", "1")
                .with("topics.partitions", "1"));
        file.requireRoom();
        return new NetworkContender(file);
    }

    private static Contender tabular(Settings settings) {
        Settings whole = settings.underlaidBy(
                Settings.empty().under("environment", EnvironmentSettings.defaults(settings.text("environment.name"))));
        EnvironmentParameters environment = EnvironmentSettings.read(whole);
        Settings played = Settings.empty()
                .under("environment", whole.section("environment"))
                .under("tabular", whole.section("tabular"));
        return TabularContender.of(
                environment, whole.bind("tabular", TabularContender.Section.class), played.canonicalJson());
    }

    private JsonNode list(String key) {
        return StudyParts.list(lists.get(key), SECTION + "." + key);
    }
}
