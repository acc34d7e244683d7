package io.millrace.app.steering;

import io.millrace.app.report.ChartPicture;
import java.util.List;

/** The way of a policy to a goal, as a PNG picture: the error beside those of the rules, shares and utilities. */
public final class SteeringPicture {

    private SteeringPicture() {}

    /** The picture of a file. */
    public static byte[] png(SteeringComparison steering) {
        return ChartPicture.png(List.of(
                SteeringCharts.errors(steering),
                SteeringCharts.shares(steering, steering.policy()),
                SteeringCharts.utilities(steering, steering.policy())));
    }
}
