package io.millrace.app.sweep;

import io.millrace.app.run.RunFile;
import io.millrace.runtime.settings.SettingsException;
import io.millrace.runtime.worker.UserMistake;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a sweep plays: every combination of the values of some settings, each with every seed.
 *
 * @param run      name of the run, which is that of every trial
 * @param seeds    at least one, each once
 * @param points   the combinations, the last setting changing fastest; at least one
 * @param baseline place of the one that the others are measured against
 */
public record Grid(String run, List<Long> seeds, List<Point> points, int baseline) {

    /** More would be a mistake in the command more often than a wish. */
    static final int MOST_TRIALS = 1000;

    /**
     * One combination.
     *
     * @param settings what is swept, with this combination's values; empty if nothing is swept
     * @param runs     for each seed what is learned, checked
     */
    public record Point(Map<String, String> settings, List<RunFile> runs) {

        /** The settings in words, such as {@code algorithm.clip=0.2, seed=1}. */
        public String name() {
            return settings.isEmpty() ? "as the file says" : words(settings);
        }
    }

    public Grid {
        seeds = List.copyOf(seeds);
        points = List.copyOf(points);
    }

    /**
     * Reads a run's file with everything that a sweep sets over it. Every trial is checked as a run on its own would
     * be.
     *
     * @param variables the process environment
     * @param sets      each {@code key=a,b,c}; those with one value hold for all combinations
     * @param seeds     as {@link Seeds} reads them
     * @param baseline  each {@code key=value}, together true of one combination; empty for the first
     * @throws UserMistake if anything in it cannot be; the message says what, why and what to do
     */
    public static Grid read(
            Path file, Map<String, String> variables, List<String> sets, String seeds, List<String> baseline) {
        List<SweptSetting> settings = settings(sets);
        List<Long> all = Seeds.parse(seeds);
        requireFew(settings, all.size());
        List<Point> points = new ArrayList<>();
        for (Map<String, String> chosen : combinations(settings)) {
            points.add(point(file, variables, settings, chosen, all));
        }
        requireDifferent(points);
        return new Grid(points.get(0).runs().get(0).shared().run(), all, points, place(points, baseline));
    }

    private static List<SweptSetting> settings(List<String> sets) {
        List<SweptSetting> settings = sets.stream().map(SweptSetting::parse).toList();
        Set<String> keys = new HashSet<>();
        for (SweptSetting setting : settings) {
            if (setting.key().equals("seed")) {
                throw new UserMistake("--set sets the seed, but a sweep learns with a seed for each trial. Name them"
                        + " with --seeds, such as --seeds 3,5,7.");
            }
            if (setting.key().equals("run") && setting.swept()) {
                throw new UserMistake("--set gives the run several names, but nothing that is learned depends on its"
                        + " name. Give it one.");
            }
            if (!keys.add(setting.key())) {
                throw new UserMistake("--set sets " + setting.key() + " twice, and only one could count. Write all its"
                        + " values behind one another: --set " + setting.key() + "=A,B,C.");
            }
        }
        return settings;
    }

    private static void requireFew(List<SweptSetting> settings, int seeds) {
        double trials = seeds;
        for (SweptSetting setting : settings) {
            trials *= setting.values().size();
        }
        if (trials > MOST_TRIALS) {
            throw new UserMistake(String.format(
                    Locale.ROOT,
                    "These are %,.0f trials: %,.0f combinations of settings, each with %d seeds; a sweep has at most"
                            + " %,d. Sweep fewer values, or split them over several sweeps.",
                    trials,
                    trials / seeds,
                    seeds,
                    MOST_TRIALS));
        }
    }

    private static List<Map<String, String>> combinations(List<SweptSetting> settings) {
        List<Map<String, String>> combinations = List.of(new LinkedHashMap<>());
        for (SweptSetting setting : settings) {
            List<Map<String, String>> longer = new ArrayList<>();
            for (Map<String, String> before : combinations) {
                for (String value : setting.values()) {
                    Map<String, String> with = new LinkedHashMap<>(before);
                    with.put(setting.key(), value);
                    longer.add(with);
                }
            }
            combinations = longer;
        }
        return combinations;
    }

    private static Point point(
            Path file,
            Map<String, String> variables,
            List<SweptSetting> settings,
            Map<String, String> chosen,
            List<Long> seeds) {
        Map<String, String> swept = new LinkedHashMap<>(chosen);
        settings.stream().filter(setting -> !setting.swept()).forEach(setting -> swept.remove(setting.key()));
        try {
            List<RunFile> runs = new ArrayList<>();
            for (long seed : seeds) {
                List<String> overrides = new ArrayList<>();
                chosen.forEach((key, value) -> overrides.add(key + "=" + value));
                overrides.add("seed=" + seed);
                runs.add(RunFile.read(file, variables, overrides));
            }
            runs.get(0).requireEngine();
            runs.get(0).requireRoom();
            return new Point(swept, runs);
        } catch (SettingsException refused) {
            throw swept.isEmpty()
                    ? refused
                    : new UserMistake("With " + words(swept) + ": " + refused.getMessage(), refused);
        }
    }

    /** Two combinations that are the same run would be taken for two. */
    private static void requireDifferent(List<Point> points) {
        Map<String, Point> known = new HashMap<>();
        for (Point point : points) {
            Point same = known.put(point.runs().get(0).settings().sha256(), point);
            if (same != null) {
                throw new UserMistake("\"" + same.name() + "\" and \"" + point.name() + "\" are the same run. Name each"
                        + " value once.");
            }
        }
    }

    private static int place(List<Point> points, List<String> baseline) {
        if (baseline.isEmpty()) {
            return 0;
        }
        List<Integer> fitting = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            if (fits(points.get(i), baseline)) {
                fitting.add(i);
            }
        }
        if (fitting.size() != 1) {
            throw new UserMistake("--baseline " + String.join(" --baseline ", baseline) + " fits "
                    + (fitting.isEmpty() ? "none" : fitting.size()) + " of the combinations, but has to fit one: "
                    + points.stream().map(Point::name).collect(Collectors.joining("; "))
                    + ". Repeat --baseline for each setting that is swept.");
        }
        return fitting.get(0);
    }

    private static boolean fits(Point point, List<String> baseline) {
        for (String wanted : baseline) {
            int equals = wanted.indexOf('=');
            if (equals < 1) {
                throw new UserMistake("--baseline is \"" + wanted + "\", which is no setting. Write --baseline"
                        + " KEY=VALUE, with a value that is swept.");
            }
            String key = wanted.substring(0, equals);
            String value = point.settings().get(key);
            if (value == null || !SweptSetting.same(key, value, wanted.substring(equals + 1))) {
                return false;
            }
        }
        return true;
    }

    private static String words(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining(", "));
    }
}
