package io.millrace.learner.algorithms;

/** How {@link Bandit} learns: there is nothing to set. What it fits is what the run's rule needs. */
public record BanditSettings() {}
