package io.millrace.engine.libtorch;

import io.millrace.learner.engine.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
import org.bytedeco.cuda.cudart.cudaDeviceProp;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The process-wide native libraries, and the device that they compute on. They have no other home than
 * static fields and system properties, so this class starts them once and decides here, in one place,
 * what must be decided before:
 *
 * <ul>
 *   <li>Device: {@value #DEVICE}, {@code auto} unless set, which takes the first GPU where there is one.
 *   <li>Threads: {@value #THREADS}, 1 unless set. One thread sums in one order, so that weights can be
 *       reproduced to the bit, and OpenMP's idle threads spin on cores that the services need.
 *   <li>javacpp's limit on the whole process's resident memory is off unless set: it would count mapped
 *       log segments of a broker in the same process, and libtorch's own memory goes past it anyway.
 * </ul>
 */
final class TorchRuntime {

    static final String DEVICE = "millrace.libtorch.device";
    static final String THREADS = "millrace.libtorch.threads";
    private static final String MAX_PHYSICAL_BYTES = "org.bytedeco.javacpp.maxphysicalbytes";

    /** The first card; a process computes on one. */
    static final byte GPU = 0;

    private static final class Holder {
        static final TorchRuntime STARTED = new TorchRuntime();
    }

    private final int threads;
    private final boolean onGpu;
    private final boolean wantsGpu;
    private final TensorOptions onDevice;
    private final TensorOptions onHost;

    private TorchRuntime() {
        threads = Integer.getInteger(THREADS, 1);
        if (System.getProperty(MAX_PHYSICAL_BYTES) == null) {
            System.setProperty(MAX_PHYSICAL_BYTES, "0");
        }
        openblas_nolapack.blas_set_num_threads(threads);
        Gpus gpus = Gpus.here();
        DeviceChoice choice = DeviceChoice.of(System.getProperty(DEVICE, "auto"));
        onGpu = choice.gpu(gpus);
        wantsGpu = choice == DeviceChoice.AUTO && !onGpu && Gpus.builtFor();
        ScalarTypeOptional float32 = new ScalarTypeOptional(ScalarType.Float);
        DeviceOptional device =
                new DeviceOptional(onGpu ? new Device(DeviceType.CUDA, GPU) : new Device(DeviceType.CPU));
        onDevice = new TensorOptions().dtype(float32).device(device);
        onHost = new TensorOptions().dtype(float32).pinned_memory(new BoolOptional(onGpu));
    }

    /**
     * The libraries, started by the first call.
     *
     * @throws EngineException if they cannot run here, or the device that was asked for is not there
     */
    static TorchRuntime started() {
        try {
            return Holder.STARTED;
        } catch (LinkageError e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            if (cause instanceof EngineException) {
                throw new EngineException(Objects.requireNonNull(cause.getMessage()), e);
            }
            throw new EngineException(cannotStart(cause, Gpus.builtFor()), e);
        }
    }

    /** Why nothing can be computed here, and what to do. */
    static String cannotStart(Throwable cause, boolean gpu) {
        if (gpu) {
            return "libtorch cannot start on " + Loader.Detector.getPlatform() + ": " + cause
                    + ". This build is for NVIDIA cards and needs their driver, version 580 or newer, and the libraries"
                    + " of CUDA 13.1, cuDNN 9, NCCL 2 and CUPTI, which it does not bring: install them, or run the"
                    + " container libtorch-gpu. To compute on the CPU build without -Dgpu, or set engine to kernel.";
        }
        return "libtorch cannot start on " + Loader.Detector.getPlatform() + ": " + cause
                + ". Its native libraries are not on the class path or do not fit this machine. Build with"
                + " -Djavacpp.platform set to this platform (there are linux-x86_64, macosx-x86_64, macosx-arm64 and"
                + " windows-x86_64), or set engine to kernel, which needs none.";
    }

    boolean onGpu() {
        return onGpu;
    }

    /** float32 where it is computed with. */
    TensorOptions onDevice() {
        return onDevice;
    }

    /** float32 where this process can read and write; what a GPU can copy from without the processor. */
    TensorOptions onHost() {
        return onHost;
    }

    /**
     * Such as {@code libtorch 2.10.0 on CPU, 1 thread} or {@code libtorch 2.10.0 on GPU NVIDIA H100 PCIe}. A
     * build for GPUs that has taken the CPU by itself says so.
     */
    String description() {
        String device = onGpu ? "GPU " + card() : "CPU, " + threads + (threads == 1 ? " thread" : " threads");
        return "libtorch " + version() + " on " + device + (wantsGpu ? ", for want of a GPU" : "");
    }

    /** Takes effect for the calling thread: OpenMP keeps its number of threads for each. */
    void useThreads() {
        torch.set_num_threads(threads);
    }

    private static String card() {
        try (cudaDeviceProp properties = new cudaDeviceProp()) {
            int error = cudart.cudaGetDeviceProperties(properties, GPU);
            try (BytePointer name = properties.name()) {
                return error == 0 ? name.getString() : "of unknown name";
            }
        }
    }

    /** As the jar says, so that the parent POM stays the one place that names it. */
    private static String version() {
        Properties jar = new Properties();
        try (InputStream file =
                torch.class.getResourceAsStream("/META-INF/maven/org.bytedeco/pytorch/pom.properties")) {
            if (file != null) {
                jar.load(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("libtorch's jar cannot be read. Is it complete?", e);
        }
        // What follows is the version of its Java binding.
        return jar.getProperty("version", "of unknown version").split("-", 2)[0];
    }
}
