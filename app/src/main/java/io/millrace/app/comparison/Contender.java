package io.millrace.app.comparison;

import io.millrace.env.environments.EnvironmentParameters;

/** An algorithm with its settings on an environment: what any number of trials are made of. Any thread may ask. */
interface Contender {

    /** What is played. */
    EnvironmentParameters environment();

    /** A contestant that has learned nothing yet, all of whose chance is drawn from the seed. */
    Contestant enter(long seed);

    /** All that its trials depend on beside their seeds: of two with the same text, one needs to be played. */
    String settings();
}
