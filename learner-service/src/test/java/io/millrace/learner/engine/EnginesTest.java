package io.millrace.learner.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnginesTest {

    private static final NetworkShape SHAPE = new NetworkShape(4, List.of(8), Activation.TANH, 2, 0);

    @Test
    void theKernelIsFoundByItsName() {
        try (Engine engine = Engines.named("kernel", SHAPE)) {
            assertThat(engine.description()).startsWith("kernel");
        }
    }

    @Test
    void whereTheChoiceIsFreeTheKernelComputesASmallNetwork() {
        try (Engine engine = Engines.named(Engines.AUTO, SHAPE)) {
            assertThat(engine.description()).startsWith("kernel");
        }
    }

    @Test
    void whereNoOtherEngineIsThereTheKernelComputesALargeNetworkToo() {
        NetworkShape large = new NetworkShape(2048, List.of(2048), Activation.TANH, 2, 0);
        try (Engine engine = Engines.named(Engines.AUTO, large)) {
            assertThat(engine.description()).startsWith("kernel");
        }
    }

    @Test
    void anEngineThatIsNotThereIsAnsweredWithTheBuildThatBringsIt() {
        assertThatThrownBy(() -> Engines.named("libtorch", SHAPE))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("\"libtorch\"")
                .hasMessageContaining("engine-dl4j brings dl4j")
                .hasMessageContaining("a build with -Dlibtorch");
    }

    @Test
    void anUnknownNameIsAnsweredWithThoseOnTheClassPath() {
        assertThatThrownBy(() -> Engines.named("abacus", SHAPE))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("\"abacus\"")
                .hasMessageContaining("which has: auto, kernel.");
    }

    @Test
    void anEngineOfAnotherBuildIsKnownAndNoChoiceHere() {
        assertThat(Engines.known("libtorch")).isTrue();
        assertThat(Engines.choices()).doesNotContain("libtorch");
    }

    @Test
    void aNameThatIsNoEnginesIsNotKnown() {
        assertThat(Engines.known("abacus")).isFalse();
    }
}
