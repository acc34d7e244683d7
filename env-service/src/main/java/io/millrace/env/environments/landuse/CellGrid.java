package io.millrace.env.environments.landuse;

import java.util.Arrays;

/** Areas as cells of a grid that is as square as it can be, filled row by row, each with the up to 8 cells around it. */
final class CellGrid {

    private final int[] offsets;
    private final int[] neighbours;

    CellGrid(int areas) {
        int width = (int) Math.ceil(Math.sqrt(areas));
        offsets = new int[areas + 1];
        int[] found = new int[8 * areas];
        int count = 0;
        for (int area = 0; area < areas; area++) {
            offsets[area] = count;
            int row = area / width;
            int column = area % width;
            for (int r = row - 1; r <= row + 1; r++) {
                for (int c = column - 1; c <= column + 1; c++) {
                    int other = r * width + c;
                    if (r >= 0 && c >= 0 && c < width && other < areas && other != area) {
                        found[count++] = other;
                    }
                }
            }
        }
        offsets[areas] = count;
        neighbours = Arrays.copyOf(found, count);
    }

    /** Where an area's neighbours begin in {@link #neighbours}; the next area's begin where they end. */
    int begin(int area) {
        return offsets[area];
    }

    /** Where an area's neighbours end. */
    int end(int area) {
        return offsets[area + 1];
    }

    /** The neighbours of all areas, one area's after the other's, in ascending order. */
    int[] neighbours() {
        return neighbours;
    }
}
