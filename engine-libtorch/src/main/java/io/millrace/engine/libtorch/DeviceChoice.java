package io.millrace.engine.libtorch;

import io.millrace.learner.engine.EngineException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What to compute on: the values of {@value TorchRuntime#DEVICE}. */
enum DeviceChoice {
    AUTO,
    CPU,
    GPU;

    static DeviceChoice of(String name) {
        return Arrays.stream(values())
                .filter(choice -> choice.text().equals(name))
                .findFirst()
                .orElseThrow(() -> new EngineException(TorchRuntime.DEVICE + " is \"" + name
                        + "\", but has to be one of: "
                        + Arrays.stream(values()).map(DeviceChoice::text).collect(Collectors.joining(", "))
                        + ". Without it the first GPU is taken, or the CPU where there is none."));
    }

    /**
     * Whether to compute on a GPU.
     *
     * @param gpus what libtorch has to do with GPUs here
     * @throws EngineException if one is asked for and not there
     */
    boolean gpu(Gpus gpus) {
        if (this == GPU && gpus != Gpus.FOUND) {
            throw new EngineException(TorchRuntime.DEVICE + " is gpu, but libtorch finds none that it can use: "
                    + gpus.said() + " To compute on the CPU set " + TorchRuntime.DEVICE + " to cpu.");
        }
        return this != CPU && gpus == Gpus.FOUND;
    }

    private String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
