package io.millrace.app.steering;

import java.util.List;

/**
 * A region on the way to a goal, at the times of the {@link SteeringComparison}.
 *
 * @param region    its name
 * @param shares    in [0, 1]
 * @param utilities less the mean of all regions: what is added to all of them moves nobody
 */
public record RegionPath(String region, List<Double> shares, List<Double> utilities) {}
