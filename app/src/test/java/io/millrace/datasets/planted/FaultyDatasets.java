package io.millrace.datasets.planted;

import io.millrace.env.EnvService;

/** Breaks rules on purpose; never run. */
interface FaultyDatasets {

    EnvService seesAService();
}
