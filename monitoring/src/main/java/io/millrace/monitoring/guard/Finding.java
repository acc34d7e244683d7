package io.millrace.monitoring.guard;

import java.time.Instant;

/**
 * Something that is wrong with a run, from when it was found until it is over.
 *
 * @param run     name of the run
 * @param rule    what found it, such as return-fall
 * @param text    what was found, in words and numbers
 * @param version newest weights version at the time
 * @param since   event time at which it began
 */
public record Finding(String run, String rule, String text, long version, Instant since) {}
