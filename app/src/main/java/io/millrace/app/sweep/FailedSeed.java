package io.millrace.app.sweep;

/**
 * A trial that came to nothing.
 *
 * @param reason why, in a sentence
 */
public record FailedSeed(long seed, String reason) {}
