/** Steps that are learned from again and again: where they are kept, and how they are chosen. */
@NullMarked
package io.millrace.learner.replay;

import org.jspecify.annotations.NullMarked;
