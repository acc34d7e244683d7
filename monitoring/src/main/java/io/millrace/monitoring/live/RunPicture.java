package io.millrace.monitoring.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.messages.Annotation;
import io.millrace.messages.AnnotationKind;
import io.millrace.messages.Progress;
import io.millrace.messages.Run;
import io.millrace.messages.Statistics;
import io.millrace.messages.Update;
import io.millrace.monitoring.live.PointTable.Column;
import io.millrace.monitoring.live.PointTable.Merge;
import io.millrace.monitoring.statistics.StatisticName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the page shows of one run. One thread at a time. */
final class RunPicture {

    /** Points of each chart; a screen has hardly more. */
    static final int POINTS = 1000;

    /** Annotations shown; the newest ones. */
    static final int ANNOTATIONS = 200;

    /** Updates this close together become one point, until there are too many points. */
    private static final long CLOSE_MILLIS = 250;

    /** Clocks of machines differ; what is further ahead than this is no time that was. */
    static final Duration AHEAD = Duration.ofMinutes(1);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Run run;
    private final PointTable windows = new PointTable(
            POINTS,
            new Column("returnMean", Merge.MEAN),
            new Column("returnP05", Merge.MEAN),
            new Column("returnP95", Merge.MEAN),
            new Column("returnBest", Merge.MOST),
            new Column("lengthMean", Merge.MEAN),
            new Column("stepsPerSecond", Merge.MEAN),
            new Column("episodes", Merge.SUM));
    private final PointTable updates = new PointTable(
            POINTS,
            new Column("steps", Merge.LAST),
            new Column("version", Merge.LAST),
            new Column("entropy", Merge.MEAN),
            new Column("approximateKl", Merge.MEAN),
            new Column("explainedVariance", Merge.MEAN),
            new Column("policyLag", Merge.MEAN));
    private final Deque<ObjectNode> annotations = new ArrayDeque<>();
    private final Map<String, Map<String, String>> starts = new HashMap<>();
    private final ObjectNode settings;
    private @Nullable Progress progress;
    private @Nullable Update lastUpdate;
    private long bucketStart;
    private long wrongTimes;
    private boolean annotated = true;
    private @Nullable ObjectNode lastHead;

    RunPicture(Run run) {
        this.run = run;
        this.settings = settings(run);
    }

    private static ObjectNode settings(Run run) {
        try {
            if (JSON.readTree(run.getSettings()) instanceof ObjectNode there) {
                return there;
            }
        } catch (JsonProcessingException foreign) {
            // Shown without what the settings would say: a page is no place to refuse a run.
        }
        return JSON.createObjectNode();
    }

    /** Takes a window in, in the place of the one before of the same start. */
    void take(Statistics window, Instant now) {
        if (window.getWeightsVersion() != null) {
            return;
        }
        if (window.getWindowStart().isAfter(now.plus(AHEAD))) {
            wrongTimes++;
            return;
        }
        Map<String, Double> values = window.getValues();
        long start = window.getWindowStart().toEpochMilli();
        windows.put(
                start,
                (start + window.getWindowEnd().toEpochMilli()) / 2,
                (double) window.getEpisodes(),
                value(values, StatisticName.RETURN + "mean"),
                value(values, StatisticName.RETURN + "p05"),
                value(values, StatisticName.RETURN + "p95"),
                value(values, StatisticName.RETURN + "best"),
                value(values, StatisticName.LENGTH + "mean"),
                value(values, StatisticName.STEPS_PER_SECOND),
                (double) window.getEpisodes());
    }

    private static double value(Map<String, Double> values, String name) {
        return values.getOrDefault(name, Double.NaN);
    }

    /**
     * Takes an entry of the ledger in. The order of entries is that of their versions: a time that goes back, or is
     * ahead of all clocks, counts as that of the entry before.
     */
    void take(Update update, Instant now) {
        if (lastUpdate != null && update.getVersion() <= lastUpdate.getVersion()) {
            return;
        }
        lastUpdate = update;
        if (update.getIntervention() != null) {
            // Nothing was learned: its numbers say nothing.
            return;
        }
        long time = time(update, now);
        double[] values = {
            update.getSteps(),
            update.getVersion(),
            update.getEntropy(),
            update.getApproximateKl(),
            update.getExplainedVariance(),
            update.getPolicyLag()
        };
        if (updates.size() > 0 && time < bucketStart + CLOSE_MILLIS * updates.width()) {
            updates.mergeIntoLast(time, 1, values);
        } else {
            bucketStart = time;
            updates.put(update.getVersion(), time, 1, values);
        }
    }

    private long time(Update update, Instant now) {
        long time = update.getUpdatedAt().toEpochMilli();
        boolean ahead = update.getUpdatedAt().isAfter(now.plus(AHEAD));
        boolean back = time < updates.lastTime();
        if (ahead || back) {
            // Two updates of the same millisecond, and one after a little correction, are no jump.
            wrongTimes += ahead || updates.lastTime() - time > AHEAD.toMillis() ? 1 : 0;
            return updates.size() > 0 ? updates.lastTime() : now.toEpochMilli();
        }
        return time;
    }

    /** Takes in how far the learner is. */
    void take(Progress newer) {
        progress = newer;
    }

    /** Takes in what belongs on the charts. */
    void take(Annotation annotation) {
        ObjectNode shown = JSON.createObjectNode();
        shown.put("kind", annotation.getKind().name());
        shown.put("service", annotation.getService());
        shown.put("at", annotation.getAt().toEpochMilli());
        shown.put("version", annotation.getVersion());
        shown.put("text", annotation.getKind() == AnnotationKind.START ? started(annotation) : annotation.getText());
        annotations.addLast(shown);
        if (annotations.size() > ANNOTATIONS) {
            annotations.removeFirst();
        }
        annotated = true;
    }

    /** What a start changed, against the start before of the same service. */
    private String started(Annotation start) {
        Map<String, String> now = start.getDetails();
        Map<String, String> before = starts.put(start.getService(), now);
        if (before == null) {
            return start.getText();
        }
        StringBuilder changes = new StringBuilder();
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(now.keySet());
        for (String name : names) {
            String old = before.getOrDefault(name, "none");
            String fresh = now.getOrDefault(name, "none");
            if (!old.equals(fresh)) {
                changes.append("; ")
                        .append(name)
                        .append(" was ")
                        .append(old)
                        .append(" and is ")
                        .append(fresh);
            }
        }
        return start.getText() + (changes.isEmpty() ? " (again, nothing changed)" : " (again" + changes + ")");
    }

    /** Everything, for who sees it for the first time. */
    ObjectNode all() {
        ObjectNode all = JSON.createObjectNode();
        all.put("name", run.getRun());
        all.set("head", head());
        windows.all(all.putObject("windows"));
        updates.all(all.putObject("updates"));
        all.set("annotations", annotations());
        return all;
    }

    /** What is new since this was last asked; null if nothing is. */
    @Nullable
    ObjectNode changes() {
        ObjectNode changes = JSON.createObjectNode();
        ObjectNode head = head();
        if (!head.equals(lastHead)) {
            changes.set("head", head);
            lastHead = head;
        }
        put(changes, "windows", windows);
        put(changes, "updates", updates);
        if (annotated) {
            changes.set("annotations", annotations());
            annotated = false;
        }
        return changes.isEmpty() ? null : changes.put("name", run.getRun());
    }

    private static void put(ObjectNode changes, String name, PointTable table) {
        ObjectNode rows = JSON.createObjectNode();
        if (table.drain(rows)) {
            changes.set(name, rows);
        }
    }

    private ArrayNode annotations() {
        return JsonNodeFactory.instance.arrayNode().addAll(annotations);
    }

    private ObjectNode head() {
        ObjectNode head = JSON.createObjectNode();
        head.put("environment", run.getEnvironment());
        head.put("algorithm", text(settings.at("/algorithm/name")));
        head.put("limit", settings.at("/learner/steps").asLong(0));
        head.put("registeredAt", run.getRegisteredAt().toEpochMilli());
        head.put("state", state());
        head.put("reason", progress == null ? null : progress.getFailure());
        head.put("steps", progress == null ? 0 : progress.getSteps());
        head.put("version", progress == null ? 0 : progress.getVersion());
        head.put(
                "reportedAt", progress == null ? null : progress.getReportedAt().toEpochMilli());
        head.put("engine", lastUpdate == null ? null : lastUpdate.getEngine());
        head.put("wrongTimes", wrongTimes);
        head.set("plan", plan());
        return head;
    }

    private ObjectNode plan() {
        ObjectNode plan = JSON.createObjectNode();
        plan.put("lanes", run.getLanes());
        plan.put("environmentsPerLane", run.getEnvironmentsPerLane());
        plan.put("source", run.getSource());
        return plan;
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() ? node.asText() : null;
    }

    /** In the page's words. */
    private String state() {
        if (progress == null) {
            return "starting";
        }
        if (progress.getFailure() != null) {
            return "failed";
        }
        if (progress.getFinished()) {
            return "finished";
        }
        return progress.getPaused() ? "paused" : progress.getVersion() > 0 ? "learning" : "starting";
    }

    /** Whether the learner has said that nothing more comes. */
    boolean over() {
        return progress != null && progress.getFinished();
    }

    Run run() {
        return run;
    }
}
