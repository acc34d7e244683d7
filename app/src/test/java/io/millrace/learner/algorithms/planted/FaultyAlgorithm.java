package io.millrace.learner.algorithms.planted;

import io.millrace.env.EnvService;

/** Breaks rules on purpose; never run. */
interface FaultyAlgorithm {

    EnvService seesAService();
}
