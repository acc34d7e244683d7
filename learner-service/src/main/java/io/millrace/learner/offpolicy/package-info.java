/**
 * What another rule would have earned, told from the decisions that a rule logged with their probabilities. For
 * decisions that stand for themselves, as a bandit's do: nothing is carried from one to the next.
 */
@NullMarked
package io.millrace.learner.offpolicy;

import org.jspecify.annotations.NullMarked;
