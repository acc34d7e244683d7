/** What a learner saves, so that it can go on where it stood. */
@NullMarked
package io.millrace.learner.checkpoint;

import org.jspecify.annotations.NullMarked;
