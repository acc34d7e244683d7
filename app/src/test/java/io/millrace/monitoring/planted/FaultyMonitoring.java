package io.millrace.monitoring.planted;

import io.millrace.env.EnvService;

/** Breaks rules on purpose; never run. */
interface FaultyMonitoring {

    EnvService seesAService();
}
