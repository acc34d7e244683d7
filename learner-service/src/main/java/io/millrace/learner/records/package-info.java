/** Learning from what was recorded before, or elsewhere: which part of it, and in which order. */
@NullMarked
package io.millrace.learner.records;

import org.jspecify.annotations.NullMarked;
