package io.millrace.policy.bandit.planted;

import org.slf4j.Logger;

/** Breaks a rule on purpose; never run. */
public interface FaultyBandit {

    Logger seesALog();
}
