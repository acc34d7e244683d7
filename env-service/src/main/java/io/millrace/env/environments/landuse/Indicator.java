package io.millrace.env.environments.landuse;

import java.util.Locale;

/** What an engine predicts for an area, in the order of an observation's columns. */
public enum Indicator {
    /** Pollution of the air: less is better. */
    AIR_QUALITY(0),
    /** Price of dwellings, as a logarithm. */
    HOUSE_PRICE(1),
    /** Jobs that can be reached on foot. */
    JOB_ACCESSIBILITY(2),
    /** Public green that can be reached on foot, in square metres. */
    GREENSPACE_ACCESSIBILITY(3);

    /** Indicators of an area. */
    static final int COUNT = 4;

    private static final Indicator[] IN_ORDER = values();

    /** The indicator of a column, without copying all of them. */
    static Indicator of(int column) {
        return IN_ORDER[column];
    }

    private final int column;

    Indicator(int column) {
        this.column = column;
    }

    /** Its place among the indicators of an area. */
    int column() {
        return column;
    }

    /** As it is called in tables and reports. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
