package io.millrace.schemas.planted;

import org.slf4j.Logger;

/** Breaks rules on purpose; never run. */
interface FaultySchema {

    Logger seesALog();
}
