package io.millrace.policy.planted;

import io.millrace.runtime.planted.FaultyRuntime;
import org.slf4j.Logger;

/** Breaks rules on purpose; never run. */
public interface FaultyPolicy {

    Logger seesALog();

    FaultyRuntime closesACycle();
}
