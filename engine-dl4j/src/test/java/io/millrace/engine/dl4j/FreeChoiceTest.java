package io.millrace.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.Engines;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which engine computes a network where the setting leaves it open and this module is there. */
class FreeChoiceTest {

    @Test
    void aLargeNetworkIsComputedByDeeplearning4j() {
        try (Engine engine = chosenFor(1024)) {
            assertThat(engine.description()).startsWith("dl4j");
        }
    }

    @Test
    void aSmallNetworkIsComputedByTheKernel() {
        try (Engine engine = chosenFor(64)) {
            assertThat(engine.description()).startsWith("kernel");
        }
    }

    private static Engine chosenFor(int hidden) {
        return Engines.named(Engines.AUTO, new NetworkShape(4, List.of(hidden, hidden), Activation.TANH, 2, 0));
    }
}
