package io.millrace.env.environments;

import java.net.URL;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The environments there are, by the name that the setting {@code environment.name} gives. */
public final class Environments {

    private static final Map<String, Class<? extends EnvironmentParameters>> BY_NAME = new TreeMap<>(Map.ofEntries(
            Map.entry("acrobot", Acrobot.Parameters.class),
            Map.entry("allocation", Allocation.Parameters.class),
            Map.entry("cart-pole", CartPole.Parameters.class),
            Map.entry("consumption", Consumption.Parameters.class),
            Map.entry("human-capital", HumanCapital.Parameters.class),
            Map.entry("identity", Identity.Parameters.class),
            Map.entry("land-use", LandUse.Parameters.class),
            Map.entry("migration", Migration.Parameters.class),
            Map.entry("mountain-car", MountainCar.Parameters.class),
            Map.entry("mountain-car-continuous", MountainCarContinuous.Parameters.class),
            Map.entry("pendulum", Pendulum.Parameters.class),
            Map.entry("pricing", Pricing.Parameters.class),
            Map.entry(Recorded.NAME, Recorded.Parameters.class)));

    private Environments() {}

    /** All names, in alphabetical order. */
    public static Set<String> names() {
        return Collections.unmodifiableSet(BY_NAME.keySet());
    }

    /**
     * The record that the settings of an environment are read into.
     *
     * @throws IllegalArgumentException if no environment has this name
     */
    public static Class<? extends EnvironmentParameters> parametersType(String name) {
        Class<? extends EnvironmentParameters> type = BY_NAME.get(name);
        if (type == null) {
            throw new IllegalArgumentException("environment.name is " + name
                    + ", but there is no such environment. Use one of " + String.join(", ", BY_NAME.keySet()) + ".");
        }
        return type;
    }

    /**
     * A YAML file with the default and a comment for every parameter of an environment. It holds no
     * document at all where there are none.
     *
     * @throws IllegalArgumentException if no environment has this name
     */
    public static URL defaults(String name) {
        Class<?> type = parametersType(name);
        URL resource = type.getResource(name + ".yaml");
        if (resource == null) {
            throw new IllegalStateException("The defaults of environment " + name + " are not on the class path: "
                    + name + ".yaml beside " + type.getName() + ". Build the module again.");
        }
        return resource;
    }
}
