/** What a learner fits to the results of arms: the shape of profit over price, and how demand answers the price. */
@NullMarked
package io.millrace.learner.bandit;

import org.jspecify.annotations.NullMarked;
