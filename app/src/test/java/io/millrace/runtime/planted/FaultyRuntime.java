package io.millrace.runtime.planted;

import io.millrace.policy.planted.FaultyPolicy;

/** Breaks rules on purpose; never run. */
public interface FaultyRuntime {

    FaultyPolicy seesAPolicy();
}
