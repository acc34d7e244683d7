/** Recorded experience as a learner reads it: unrolls, checked and laid out as plain arrays. */
@NullMarked
package io.millrace.learner.experience;

import org.jspecify.annotations.NullMarked;
