package io.millrace.policy.network;

import java.lang.reflect.InvocationTargetException;

/** The kernels of this process. */
final class Kernels {

    static final Kernel LOOPS = new LoopKernel();
    static final Kernel FASTEST = fastest();

    private Kernels() {}

    private static Kernel fastest() {
        // Without its module, which Java starts with only if asked, the class cannot even be loaded.
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return LOOPS;
        }
        try {
            return Class.forName("io.millrace.policy.network.VectorKernel")
                    .asSubclass(Kernel.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (InvocationTargetException | LinkageError unlike) {
            // An incubating API may change: a Java whose vectors are others computes with loops.
            return LOOPS;
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException(
                    "This jar lacks its vector kernel: it was not built whole. Build it again.", missing);
        }
    }
}
