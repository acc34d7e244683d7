package io.millrace.app.steering;

import io.millrace.env.environments.Migration;
import io.millrace.env.environments.Migration.Goal;
import io.millrace.env.environments.Migration.Goals;
import io.millrace.env.environments.Migration.Reset;
import io.millrace.policy.NetworkPolicy;
import io.millrace.policy.Policy;
import io.millrace.policy.distribution.Distributions;
import io.millrace.policy.migration.MigrationObservation.Features;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.space.ActionSpace.MultiBinary;
import java.util.List;

/** The source's goal for the regions of Russia, and policies of one layer whose weights are set by hand. */
final class DemoGoal {

    private static final int REGIONS = 80;
    private static final int PER_REGION = 3;

    private DemoGoal() {}

    static Migration.Parameters over(int steps) {
        return new Migration.Parameters(
                steps,
                0.005,
                0.05,
                -8,
                0.00066,
                Reset.EVALUATION,
                Goals.UNIFORM,
                new Goal(
                        List.of(
                                "Moscow -4",
                                "Moscow Region -2",
                                "Saint Petersburg -1",
                                "Buryatia",
                                "Sakha (Yakutia)",
                                "Zabaykalsky Krai",
                                "Kamchatka Krai",
                                "Primorsky Krai",
                                "Khabarovsk Krai",
                                "Amur Region",
                                "Magadan Region",
                                "Sakhalin Region",
                                "Jewish Autonomous Region",
                                "Chukotka"),
                        ""),
                "",
                Features.SCALED,
                0);
    }

    /** Invests where the share is below the goal, as the rule trivial does. */
    static Policy followsTheGoal() {
        float[] parameters = new float[shape().parameterCount()];
        for (int region = 0; region < REGIONS; region++) {
            int first = region * REGIONS * PER_REGION + region * PER_REGION;
            parameters[first] = -1;
            parameters[first + 2] = 1;
        }
        return policy(parameters);
    }

    /** Invests in Altai alone, which is not to grow. */
    static Policy followsNothing() {
        float[] parameters = new float[shape().parameterCount()];
        int biases = REGIONS * REGIONS * PER_REGION;
        for (int region = 0; region < REGIONS; region++) {
            parameters[biases + region] = region == 0 ? 1 : -1;
        }
        return policy(parameters);
    }

    private static Policy policy(float[] parameters) {
        Policy policy = new NetworkPolicy(shape(), Distributions.of("bernoulli", new MultiBinary(REGIONS)));
        policy.load(parameters);
        return policy;
    }

    private static NetworkShape shape() {
        return new NetworkShape(REGIONS * PER_REGION, List.of(), Activation.TANH, REGIONS, 0);
    }
}
