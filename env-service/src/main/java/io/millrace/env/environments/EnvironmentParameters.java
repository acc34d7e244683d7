package io.millrace.env.environments;

/**
 * The settings of one environment: a record whose compact constructor refuses values that cannot be
 * with an {@link IllegalArgumentException}. The section {@code environment} of a run's settings is
 * read into it, without the name.
 */
public interface EnvironmentParameters {

    /** A new copy of the environment with these parameters. */
    Environment create();
}
