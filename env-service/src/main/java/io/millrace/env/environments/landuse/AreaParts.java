package io.millrace.env.environments.landuse;

import java.util.Arrays;

/**
 * What a network sees of a plan that looks at one area at a time: N equal parts of {@value #SIZE} numbers,
 * area after area. A part has the area's
 *
 * <ul>
 *   <li>4 differences between indicator and target, times the factor;
 *   <li>4 variables, from 0 to 1 on their grids;
 *   <li>4 means of its neighbours' differences, times the factor, and 4 means of their variables; 0 where it
 *       has no neighbours;
 *   <li>the norm, times the factor, which is the same in all parts: what an action takes off the norm
 *       depends on how great it is.
 * </ul>
 *
 * <p>Between two writes only the areas that actions touched and those around them are computed again, from
 * the present numbers in one order: a part does not depend on the way there. One for each plan, on its
 * thread; nothing is allocated by a write.
 */
public final class AreaParts {

    /** Numbers in a part. */
    public static final int SIZE = 17;

    private static final int OWN = Indicator.COUNT + Variable.COUNT;
    private static final int NORM = 2 * OWN;

    private final Plan plan;
    private final float factor;
    private final Neighbours neighbours;
    private final RowSet stale;
    private final float[] parts;

    AreaParts(Plan plan, Neighbours neighbours, double factor) {
        this.plan = plan;
        this.neighbours = neighbours;
        this.factor = (float) factor;
        stale = new RowSet(plan.areas());
        parts = new float[plan.areas() * SIZE];
    }

    /** Writes the parts of all areas: areas x {@value #SIZE}. */
    public void write(float[] into, int at) {
        refresh(plan.moved());
        System.arraycopy(parts, 0, into, at, parts.length);
        float norm = factor * (float) plan.norm();
        for (int i = at + NORM; i < at + parts.length; i += SIZE) {
            into[i] = norm;
        }
    }

    private void refresh(RowSet moved) {
        for (int i = 0; i < moved.size(); i++) {
            int area = moved.row(i);
            showItself(area);
            stale.add(area);
            for (int at = neighbours.begin(area); at < neighbours.end(area); at++) {
                stale.add(neighbours.areas()[at]);
            }
        }
        for (int i = 0; i < stale.size(); i++) {
            showAround(stale.row(i));
        }
        stale.clear();
        moved.clear();
    }

    private void showItself(int area) {
        int at = area * SIZE;
        for (int column = 0; column < Indicator.COUNT; column++) {
            parts[at + column] = factor * (float) plan.difference(area, column);
        }
        for (int column = 0; column < Variable.COUNT; column++) {
            parts[at + Indicator.COUNT + column] = plan.share(area, column);
        }
    }

    private void showAround(int area) {
        int begin = neighbours.begin(area);
        int end = neighbours.end(area);
        int to = area * SIZE + OWN;
        Arrays.fill(parts, to, to + OWN, 0);
        for (int i = begin; i < end; i++) {
            int from = neighbours.areas()[i] * SIZE;
            for (int column = 0; column < OWN; column++) {
                parts[to + column] += parts[from + column];
            }
        }
        int count = Math.max(end - begin, 1);
        for (int column = 0; column < OWN; column++) {
            parts[to + column] /= count;
        }
    }
}
