package io.millrace.app.retention;

import java.util.List;

/**
 * Something that needs a part of a run's transitions.
 *
 * @param what   in words
 * @param from   for each partition, the offset of the oldest record it needs; the largest number where it needs none
 * @param moves  whether it needs less of what is old as time goes on, as a learner does
 */
public record Resting(String what, List<Long> from, boolean moves) {}
