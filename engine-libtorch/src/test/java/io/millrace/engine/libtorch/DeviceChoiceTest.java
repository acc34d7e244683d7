package io.millrace.engine.libtorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learner.engine.EngineException;
import org.junit.jupiter.api.Test;

class DeviceChoiceTest {

    @Test
    void withoutAWishTheGpuIsTakenWhereThereIsOne() {
        assertThat(DeviceChoice.of("auto").gpu(true)).isTrue();
        assertThat(DeviceChoice.of("auto").gpu(false)).isFalse();
    }

    @Test
    void theCpuCanBeAskedForBesideAGpu() {
        assertThat(DeviceChoice.of("cpu").gpu(true)).isFalse();
    }

    @Test
    void aGpuThatIsAskedForButNotThereIsAnErrorThatSaysWhatToDo() {
        assertThatThrownBy(() -> DeviceChoice.of("gpu").gpu(false))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("finds no GPU")
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
