package io.millrace.env.environments.landuse;

import java.util.Arrays;
import java.util.BitSet;

/** Which areas lie around which: symmetric, none around itself. Never changed, so threads may share it. */
final class Neighbours {

    private final int[] offsets;
    private final int[] areas;

    private Neighbours(int[] offsets, int[] areas) {
        this.offsets = offsets;
        this.areas = areas;
    }

    /** Areas of which none lies around another. */
    static Neighbours none(int areas) {
        return new Neighbours(new int[areas + 1], new int[0]);
    }

    /** Cells of a grid that is as square as it can be, filled row by row, each with the up to 8 cells around it. */
    static Neighbours ofCells(int areas) {
        int width = (int) Math.ceil(Math.sqrt(areas));
        int[] offsets = new int[areas + 1];
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
        return new Neighbours(offsets, Arrays.copyOf(found, count));
    }

    /**
     * Areas of a real region. Two are neighbours where an output area of one counts in the surroundings of an
     * output area of the other.
     *
     * @param areaOf the area of each output area
     */
    static Neighbours ofRegion(int areas, int[] areaOf, SpatialWeights weights) {
        BitSet[] around = new BitSet[areas];
        Arrays.setAll(around, area -> new BitSet(areas));
        for (int outputArea = 0; outputArea < areaOf.length; outputArea++) {
            int here = areaOf[outputArea];
            int end = weights.firstDependant(outputArea + 1);
            for (int at = weights.firstDependant(outputArea); at < end; at++) {
                int there = areaOf[weights.dependant(at)];
                if (there != here) {
                    around[here].set(there);
                    around[there].set(here);
                }
            }
        }
        int[] offsets = new int[areas + 1];
        for (int area = 0; area < areas; area++) {
            offsets[area + 1] = offsets[area] + around[area].cardinality();
        }
        int[] all = Arrays.stream(around).flatMapToInt(BitSet::stream).toArray();
        return new Neighbours(offsets, all);
    }

    /** Where an area's neighbours begin in {@link #areas}; the next area's begin where they end. */
    int begin(int area) {
        return offsets[area];
    }

    /** Where an area's neighbours end. */
    int end(int area) {
        return offsets[area + 1];
    }

    /** The neighbours of all areas, one area's after the other's, in ascending order. */
    int[] areas() {
        return areas;
    }
}
