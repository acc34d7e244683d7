package io.millrace.env.environments.landuse;

import java.util.Locale;

/** What an engine predicts for an area, in the order of an observation's columns. */
public enum Indicator {
    /** Pollution of the air: less is better. */
    AIR_QUALITY,
    /** Price of dwellings, as a logarithm. */
    HOUSE_PRICE,
    /** Jobs that can be reached on foot. */
    JOB_ACCESSIBILITY,
    /** Public green that can be reached on foot, in square metres. */
    GREENSPACE_ACCESSIBILITY;

    /** Indicators of an area. */
    static final int COUNT = 4;

    /** As it is called in tables and reports. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
