package io.millrace.app.steering;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One way to a goal.
 *
 * @param by          who decided
 * @param reached     steps to the goal: the first one, counted from 1, after which it is met; null where none is
 * @param lastOutside the last step after which it is not met; 0 where it is met after each
 * @param earned      the return: minus the number of steps after which it is not met
 * @param endError    how far the shares are from the goal after the last step
 * @param errors      the same at the times of the {@link SteeringComparison}
 * @param regions     those whose share is to change most
 */
public record Steering(
        String by,
        @Nullable Integer reached,
        int lastOutside,
        double earned,
        double endError,
        List<Double> errors,
        List<RegionPath> regions) {}
