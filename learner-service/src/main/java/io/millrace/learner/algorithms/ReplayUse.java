package io.millrace.learner.algorithms;

/**
 * What a replay memory holds and has given.
 *
 * @param inserted environment steps put in by updates, since the learner started
 * @param sampled  steps that gradient steps were taken on, since the learner started; a step drawn twice counts
 *     twice
 * @param size     environment steps that it holds
 * @param capacity environment steps that it holds at most, as set
 */
public record ReplayUse(long inserted, long sampled, long size, long capacity) {}
