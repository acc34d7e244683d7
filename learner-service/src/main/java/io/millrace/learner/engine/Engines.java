package io.millrace.learner.engine;

import io.millrace.policy.network.NetworkShape;
import java.util.List;
import java.util.ServiceLoader;

/** The engines on the class path. */
public final class Engines {

    private Engines() {}

    /** Names of the engines on the class path, in alphabetical order. */
    public static List<String> names() {
        return providers().stream().map(EngineProvider::name).sorted().toList();
    }

    /**
     * A new engine of the named kind.
     *
     * @param name as in the setting {@code engine}
     * @throws IllegalArgumentException if no engine on the class path has that name; the message lists
     *     those that are there
     * @throws IllegalStateException    if it is there but this machine cannot run it
     */
    public static Engine named(String name, NetworkShape shape) {
        return providers().stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no engine \"" + name
                        + "\" on the class path, which has: "
                        + String.join(", ", names())
                        + ". Set engine to one of these, or add the module that brings it (engine-dl4j brings dl4j)."))
                .create(shape);
    }

    private static List<EngineProvider> providers() {
        return ServiceLoader.load(EngineProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }
}
