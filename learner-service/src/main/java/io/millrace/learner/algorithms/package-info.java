/** The rules that turn experience into new parameters, one class each. */
@NullMarked
package io.millrace.learner.algorithms;

import org.jspecify.annotations.NullMarked;
