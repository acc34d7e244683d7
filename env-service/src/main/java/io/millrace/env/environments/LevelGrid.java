package io.millrace.env.environments;

import java.util.Arrays;
import java.util.List;

/**
 * The levels of two indicators: a cell for each pair of them, numbered row by row. Ways lead right and
 * down, one level at a time, not out of the grid and not into blocked cells. The goal is the last cell.
 */
final class LevelGrid {

    /** What {@link #after} says where no way leads. */
    static final int NO_WAY = -1;

    /** A step to the next level of one indicator. */
    enum Direction {
        RIGHT,
        DOWN
    }

    private static final Direction[] DIRECTIONS = Direction.values();

    private final int levels;
    private final boolean[] blocked;

    /** @param blocked rows and columns of cells, each below {@code levels} */
    LevelGrid(int levels, List<List<Integer>> blocked) {
        this.levels = levels;
        this.blocked = new boolean[levels * levels];
        for (List<Integer> cell : blocked) {
            this.blocked[number(cell)] = true;
        }
    }

    int cells() {
        return blocked.length;
    }

    int goal() {
        return blocked.length - 1;
    }

    int number(List<Integer> rowAndColumn) {
        return rowAndColumn.get(0) * levels + rowAndColumn.get(1);
    }

    int row(int cell) {
        return cell / levels;
    }

    int column(int cell) {
        return cell % levels;
    }

    /** The cell that a way leads to, or {@link #NO_WAY}. */
    int after(int cell, Direction direction) {
        boolean last = (direction == Direction.RIGHT ? column(cell) : row(cell)) == levels - 1;
        int next = cell + (direction == Direction.RIGHT ? 1 : levels);
        return last || blocked[next] ? NO_WAY : next;
    }

    /** Whether ways lead from {@code start} to each cell; to itself they do. */
    boolean[] reachableFrom(int start) {
        boolean[] reachable = new boolean[cells()];
        reachable[start] = true;
        // Ways lead to higher numbers only, so that one pass meets every cell after those before it.
        for (int cell = start; cell < cells(); cell++) {
            for (Direction direction : DIRECTIONS) {
                int next = after(cell, direction);
                if (reachable[cell] && next != NO_WAY) {
                    reachable[next] = true;
                }
            }
        }
        return reachable;
    }

    /** The first reachable cell before the goal that no way leaves, or {@link #NO_WAY} if there is none. */
    int deadEnd(boolean[] reachable) {
        for (int cell = 0; cell < goal(); cell++) {
            int from = cell;
            if (reachable[cell] && Arrays.stream(DIRECTIONS).allMatch(way -> after(from, way) == NO_WAY)) {
                return cell;
            }
        }
        return NO_WAY;
    }

    /** Row and column, as settings have them. */
    List<Integer> name(int cell) {
        return List.of(row(cell), column(cell));
    }
}
