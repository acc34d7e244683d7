package io.millrace.env.environments;

import java.util.function.Supplier;

/**
 * The settings of one environment: a record whose compact constructor refuses values that cannot be
 * with an {@link IllegalArgumentException}. The section {@code environment} of a run's settings is
 * read into it, without the name.
 */
public interface EnvironmentParameters {

    /** A new copy of the environment with these parameters. */
    Environment create();

    /** Makes copies that share what each would otherwise work out for itself, such as the best policy. */
    default Supplier<Environment> copies() {
        return this::create;
    }

    /** Whether the environment can be reset and stepped; of one that was only recorded, its description is all. */
    default boolean playable() {
        return true;
    }
}
