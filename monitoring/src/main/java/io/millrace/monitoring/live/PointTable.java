package io.millrace.monitoring.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Points of some series that have their x in common, at most so many: where there are more, each two neighbours become
 * one. One thread at a time.
 */
final class PointTable {

    /** What becomes of a column's values where two points become one. A value that is not finite gives way. */
    enum Merge {
        /** The mean, by the points' weights. */
        MEAN,
        MOST,
        SUM,
        LAST
    }

    /** A named series. */
    record Column(String name, Merge merge) {}

    @SuppressWarnings("ArrayRecordComponent") // Never compared; the values are never changed.
    private record Point(long key, long time, double weight, double[] values) {}

    private final List<Column> columns;
    private final int limit;
    private final NavigableMap<Long, Point> points = new TreeMap<>();
    private final Set<Long> changed = new HashSet<>();
    private boolean whole = true;
    private long width = 1;

    /** @param limit points beyond this many are merged to half of it; even */
    PointTable(int limit, Column... columns) {
        this.limit = limit;
        this.columns = List.of(columns);
    }

    int size() {
        return points.size();
    }

    /** Neighbours that one point stands for by now, at most: 1, 2, 4 and so on. */
    long width() {
        return width;
    }

    /** Time of the last point; {@code Long.MIN_VALUE} if there is none. */
    long lastTime() {
        return points.isEmpty() ? Long.MIN_VALUE : points.lastEntry().getValue().time();
    }

    /** Sets the point of that key, in the order of keys. */
    void put(long key, long time, double weight, double... values) {
        points.put(key, new Point(key, time, weight, values));
        changed.add(key);
        if (points.size() > limit) {
            halve();
        }
    }

    /** Makes this a part of the last point; there has to be one. */
    void mergeIntoLast(long time, double weight, double... values) {
        Point last = points.lastEntry().getValue();
        Point both = merged(last, new Point(last.key(), time, weight, values));
        points.put(both.key(), both);
        changed.add(both.key());
    }

    /** Everything there is, as {@code {columns, whole: true, rows: [[key, time, value...], ...]}}. */
    ObjectNode all(ObjectNode into) {
        ArrayNode names = into.putArray("columns");
        columns.forEach(column -> names.add(column.name()));
        into.put("whole", true);
        ArrayNode rows = into.putArray("rows");
        points.values().forEach(point -> row(point, rows.addArray()));
        return into;
    }

    /** What is new since the last time this was asked; whether there is anything. */
    boolean drain(ObjectNode into) {
        if (whole) {
            all(into);
        } else if (!changed.isEmpty()) {
            ArrayNode rows = into.putArray("rows");
            changed.stream().sorted().map(points::get).forEach(point -> row(point, rows.addArray()));
        }
        boolean any = whole || !changed.isEmpty();
        whole = false;
        changed.clear();
        return any;
    }

    private void halve() {
        List<Map.Entry<Long, Point>> all = new ArrayList<>(points.entrySet());
        points.clear();
        for (int i = 0; i < all.size(); i += 2) {
            Point point = all.get(i).getValue();
            points.put(
                    point.key(),
                    i + 1 < all.size() ? merged(point, all.get(i + 1).getValue()) : point);
        }
        width *= 2;
        whole = true;
        changed.clear();
    }

    private Point merged(Point earlier, Point later) {
        double[] values = new double[columns.size()];
        for (int c = 0; c < values.length; c++) {
            values[c] = merged(columns.get(c).merge(), earlier, later, c);
        }
        return new Point(earlier.key(), later.time(), earlier.weight() + later.weight(), values);
    }

    private static double merged(Merge merge, Point earlier, Point later, int column) {
        double a = earlier.values()[column];
        double b = later.values()[column];
        if (!Double.isFinite(a) || !Double.isFinite(b)) {
            return Double.isFinite(a) ? a : b;
        }
        double weights = earlier.weight() + later.weight();
        return switch (merge) {
            case MEAN -> weights > 0 ? (a * earlier.weight() + b * later.weight()) / weights : (a + b) / 2;
            case MOST -> Math.max(a, b);
            case SUM -> a + b;
            case LAST -> b;
        };
    }

    private void row(Point point, ArrayNode row) {
        row.add(point.key()).add(point.time());
        for (double value : point.values()) {
            number(row, value);
        }
    }

    /** JSON knows no number that is not finite, and nobody sees more digits than a float has. */
    private static void number(ArrayNode row, double value) {
        if (!Double.isFinite(value)) {
            row.addNull();
        } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            row.add((long) value);
        } else {
            row.add((float) value);
        }
    }
}
