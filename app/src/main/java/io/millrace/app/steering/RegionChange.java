package io.millrace.app.steering;

/**
 * What a goal wants of a region.
 *
 * @param region  its name in English, where the table has one
 * @param present its share today, in [0, 1]
 * @param goal    the share that it is to have, in [0, 1]
 */
public record RegionChange(String region, double present, double goal) {}
