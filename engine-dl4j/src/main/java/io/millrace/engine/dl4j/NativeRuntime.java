package io.millrace.engine.dl4j;

import io.millrace.learner.engine.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.common.config.ND4JSystemProperties;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * The process-wide native libraries. They have no other home than static fields and system properties,
 * so this class starts them once and decides here, in one place, what must be decided before:
 *
 * <ul>
 *   <li>Threads: {@value #THREADS}, 1 unless set. One thread sums in one order, so that weights can be
 *       reproduced to the bit, and OpenMP's idle threads spin on cores that the services need.
 *   <li>Off-heap memory: {@value #MAX_BYTES}, 2 GiB unless set, where javacpp would take the heap's limit,
 *       which says nothing about networks. The limit on the whole process's resident memory is off
 *       unless set: it would count mapped log segments of a broker in the same process.
 * </ul>
 */
final class NativeRuntime {

    static final String THREADS = "millrace.dl4j.threads";
    static final String MAX_BYTES = "org.bytedeco.javacpp.maxbytes";
    private static final String MAX_PHYSICAL_BYTES = "org.bytedeco.javacpp.maxphysicalbytes";

    private static final class Holder {
        static final NativeRuntime STARTED = new NativeRuntime();
    }

    private final int threads;
    private final String device;

    private NativeRuntime() {
        threads = Integer.getInteger(THREADS, 1);
        setUnlessSet(MAX_BYTES, "2g");
        setUnlessSet(MAX_PHYSICAL_BYTES, "0");
        setUnlessSet(ND4JSystemProperties.LOG_INITIALIZATION, "false");
        device = Nd4j.getBackend().getClass().getSimpleName().startsWith("Cpu") ? "CPU" : "GPU";
    }

    /**
     * The libraries, started by the first call.
     *
     * @throws EngineException if they cannot run here
     */
    static NativeRuntime started() {
        try {
            return Holder.STARTED;
        } catch (LinkageError e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw new EngineException(cannotStart(cause, hasCudaBackend()), e);
        }
    }

    /** Why nothing can be computed here, and what to do. */
    static String cannotStart(Throwable cause, boolean cuda) {
        if (cuda) {
            return "Deeplearning4j finds no GPU that it can use: " + cause + ". This build has its CUDA 11.6 backend"
                    + " and nothing for the CPU. It needs an NVIDIA card from Maxwell to Ampere (compute capability"
                    + " 5.0 to 8.6) and its driver, version 450 or newer: see what nvidia-smi says. For a newer card"
                    + " build with -Dlibtorch -Dgpu and set engine to libtorch; without a card build without -Dcuda,"
                    + " or set engine to kernel.";
        }
        return "Deeplearning4j cannot start on " + Loader.Detector.getPlatform() + ": " + cause
                + ". Its native libraries are not on the class path or do not fit this machine. Build with"
                + " -Djavacpp.platform set to this platform (there are linux-x86_64, linux-arm64,"
                + " macosx-x86_64, macosx-arm64 and windows-x86_64), or set engine to kernel, which needs"
                + " none.";
    }

    /** Whether the build was made with the profile {@code cuda}. */
    private static boolean hasCudaBackend() {
        return NativeRuntime.class.getResource("/org/nd4j/linalg/jcublas/JCublasBackend.class") != null;
    }

    /** Such as {@code dl4j 1.0.0-M2.1 on CPU, 1 thread}. */
    String description() {
        return "dl4j " + version() + " on " + device + ", " + threads + (threads == 1 ? " thread" : " threads");
    }

    /** Takes effect for the calling thread: OpenMP keeps its number of threads for each. */
    void useThreads() {
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
        Nd4j.getEnvironment().setMaxThreads(threads);
        Nd4j.getEnvironment().setMaxMasterThreads(threads);
        openblas_nolapack.blas_set_num_threads(threads);
    }

    /** As the jar says, so that the parent POM stays the one place that names it. */
    private static String version() {
        Properties jar = new Properties();
        try (InputStream file = MultiLayerNetwork.class.getResourceAsStream(
                "/META-INF/maven/org.deeplearning4j/deeplearning4j-nn/pom.properties")) {
            if (file != null) {
                jar.load(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Deeplearning4j's jar cannot be read. Is it complete?", e);
        }
        return jar.getProperty("version", "of unknown version");
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
