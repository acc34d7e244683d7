/** Brings observations and rewards to a common scale, by statistics of all that was learned from. */
@NullMarked
package io.millrace.learner.normalisation;

import org.jspecify.annotations.NullMarked;
