package io.millrace.learner.engine;

import io.millrace.policy.network.Kernel;
import io.millrace.policy.network.NetworkShape;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** The engines on the class path. */
public final class Engines {

    /** In place of a name: the engine that computes a network fastest on this machine. */
    public static final String AUTO = "auto";

    /**
     * Parameters of the largest networks that the kernel computes faster than an engine with BLAS, on its
     * vectors and on its loops. {@code docs/engines.md} has the measurement.
     */
    private static final int LARGEST_ON_VECTORS = 2_000_000;

    private static final int LARGEST_ON_LOOPS = 40_000;

    private static final String KERNEL = "kernel";

    /** The engines that one build of Millrace or another has. */
    private static final List<String> OF_SOME_BUILD = List.of(KERNEL, "dl4j", "libtorch");

    private Engines() {}

    /** Names of the engines on the class path, in alphabetical order. */
    public static List<String> names() {
        return providers().stream().map(EngineProvider::name).sorted().toList();
    }

    /** What the setting {@code engine} may be: {@link #AUTO}, and the names of the engines on the class path. */
    public static List<String> choices() {
        return Stream.concat(Stream.of(AUTO), names().stream()).toList();
    }

    /**
     * Whether {@code engine} may be that in a run's settings: one of {@link #choices}, or an engine of another
     * build. Where nothing is learned an engine need not be there.
     */
    public static boolean known(String name) {
        return OF_SOME_BUILD.contains(name) || choices().contains(name);
    }

    /**
     * A new engine of the named kind.
     *
     * @param name one of {@link #choices}
     * @throws EngineException if no engine on the class path has that name, or this machine cannot run it
     */
    public static Engine named(String name, NetworkShape shape) {
        return ofKind(name.equals(AUTO) ? fastest(shape) : name, shape);
    }

    private static String fastest(NetworkShape shape) {
        int largest = Kernel.fastest().vectorized() ? LARGEST_ON_VECTORS : LARGEST_ON_LOOPS;
        if (shape.parameterCount() <= largest) {
            return KERNEL;
        }
        return names().stream().filter(name -> !name.equals(KERNEL)).findFirst().orElse(KERNEL);
    }

    private static Engine ofKind(String name, NetworkShape shape) {
        return providers().stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .map(provider -> PartsEngine.over(shape, provider::create))
                .orElseThrow(() -> new EngineException(absent(name)));
    }

    /** That there is no engine of that name, which there are, and which build brings others. */
    public static String absent(String name) {
        return "There is no engine \"" + name + "\" on the class path, which has: " + String.join(", ", choices())
                + ". Set engine to one of these, or build with the module that brings it: engine-dl4j brings dl4j, as a"
                + " plain build does; engine-libtorch brings libtorch, as a build with -Dlibtorch does.";
    }

    private static List<EngineProvider> providers() {
        return ServiceLoader.load(EngineProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }
}
