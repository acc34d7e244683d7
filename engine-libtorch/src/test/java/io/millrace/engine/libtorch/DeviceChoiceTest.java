package io.millrace.engine.libtorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learner.engine.EngineException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DeviceChoiceTest {

    @Test
    void withoutAWishTheGpuIsTakenWhereThereIsOne() {
        assertThat(DeviceChoice.of("auto").gpu(Gpus.FOUND)).isTrue();
        assertThat(DeviceChoice.of("auto").gpu(Gpus.NO_CARD)).isFalse();
    }

    @Test
    void theCpuCanBeAskedForBesideAGpu() {
        assertThat(DeviceChoice.of("cpu").gpu(Gpus.FOUND)).isFalse();
    }

    static Stream<Arguments> whatIsMissing() {
        return Stream.of(
                Arguments.of(Gpus.NOT_BUILT_FOR, "build with -Dlibtorch -Dgpu"),
                Arguments.of(Gpus.NO_LIBRARIES, "CUDA 13.1, cuDNN 9 and NCCL 2"),
                Arguments.of(Gpus.NO_CARD, "nvidia-smi"));
    }

    @ParameterizedTest
    @MethodSource("whatIsMissing")
    void aGpuThatIsAskedForButNotThereIsAnErrorThatSaysWhatToDo(Gpus gpus, String advice) {
        assertThatThrownBy(() -> DeviceChoice.of("gpu").gpu(gpus))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("millrace.libtorch.device is gpu")
                .hasMessageContaining(advice)
                .hasMessageContaining("set millrace.libtorch.device to cpu");
    }

    @Test
    void anUnknownDeviceIsAnsweredWithThoseThatThereAre() {
        assertThatThrownBy(() -> DeviceChoice.of("tpu"))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("\"tpu\"")
                .hasMessageContaining("auto, cpu, gpu");
    }
}
