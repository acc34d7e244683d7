package io.millrace.monitoring.guard;

import java.time.Instant;

/**
 * What a rule finds now.
 *
 * @param text  in words and numbers
 * @param since event time at which it began
 */
record Trouble(String text, Instant since) {}
