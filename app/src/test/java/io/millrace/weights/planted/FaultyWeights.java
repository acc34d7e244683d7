package io.millrace.weights.planted;

import io.millrace.env.EnvService;

/** Breaks rules on purpose; never run. */
interface FaultyWeights {

    EnvService seesAService();
}
