package io.millrace.engine.libtorch;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;

/** What libtorch has to do with GPUs in this build on this machine. */
enum Gpus {
    FOUND("There is one."),
    NOT_BUILT_FOR("This build is for the CPU: build with -Dlibtorch -Dgpu."),
    // libtorch leaves its CUDA part out without a word where one of these is missing.
    NO_LIBRARIES("The libraries of CUDA 13.1, cuDNN 9 and NCCL 2 are not all where the system looks for libraries."
            + " Install them, name their folders in LD_LIBRARY_PATH, or run the container libtorch-gpu."),
    NO_CARD("There has to be an NVIDIA card from Turing on (compute capability 7.5 or more) and its driver, version"
            + " 580 or newer: see what nvidia-smi says; a container is started with --gpus all. For an older card"
            + " build with -Dcuda and set engine to dl4j.");

    private final String said;

    Gpus(String said) {
        this.said = said;
    }

    /** What is the matter, and what to do. */
    String said() {
        return said;
    }

    /** Loads libtorch. */
    static Gpus here() {
        if (torch.cuda_is_available()) {
            return FOUND;
        }
        if (!builtFor()) {
            return NOT_BUILT_FOR;
        }
        return Context.hasCUDART() ? NO_CARD : NO_LIBRARIES;
    }

    /** Whether the build was made with the profile {@code gpu}. Loads nothing. */
    static boolean builtFor() {
        return Gpus.class.getResource("/org/bytedeco/pytorch/" + Loader.Detector.getPlatform() + "-gpu") != null;
    }
}
