package io.millrace.app.sweep;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a sweep came to.
 *
 * @param run    name of the run
 * @param folder where its trials are kept
 * @param seeds  of each combination
 * @param kept   trials that an earlier sweep had done
 * @param played trials that this one did
 * @param failed trials that came to nothing
 * @param bar    what the lower end of each mean's interval has to reach; null for none
 * @param points every combination, in the order of the values
 */
public record SweepResults(
        String run,
        String folder,
        List<Long> seeds,
        int kept,
        int played,
        int failed,
        @Nullable Double bar,
        List<PointResult> points) {

    public SweepResults {
        seeds = List.copyOf(seeds);
        points = List.copyOf(points);
    }

    /** Whether no trial failed, and every combination clears the bar if there is one. */
    public boolean asWished() {
        return failed == 0 && points.stream().noneMatch(point -> Boolean.FALSE.equals(point.clearsBar()));
    }
}
