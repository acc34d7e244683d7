/**
 * What another rule or policy would have earned, told from what was recorded together with its probabilities: of
 * decisions that stand for themselves, as a bandit's do, and of whole episodes, in which each step leads to the next.
 */
@NullMarked
package io.millrace.learner.offpolicy;

import org.jspecify.annotations.NullMarked;
