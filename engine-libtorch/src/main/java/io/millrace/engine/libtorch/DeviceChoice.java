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
     * @param available whether there is one that libtorch can use
     * @throws EngineException if one is asked for and not there
     */
    boolean gpu(boolean available) {
        if (this == GPU && !available) {
            throw new EngineException(TorchRuntime.DEVICE + " is gpu, but libtorch finds no GPU that it can use. "
                    + (TorchRuntime.isBuiltForGpus()
                            ? "It needs an NVIDIA card from Turing on (compute capability 7.5 or more) and its driver,"
                                    + " version 580 or newer: see what nvidia-smi says; a container needs"
                                    + " --gpus all. For an older card build with -Dcuda and set engine to dl4j."
                            : "This build is for the CPU: build with -Dlibtorch -Dgpu.")
                    + " To compute on the CPU set " + TorchRuntime.DEVICE + " to cpu.");
        }
        return this != CPU && available;
    }

    private String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
