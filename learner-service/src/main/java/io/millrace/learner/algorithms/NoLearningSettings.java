package io.millrace.learner.algorithms;

/** How {@link NoLearning} learns: there is nothing to set. */
public record NoLearningSettings() {}
