/** A registered run and its published weights, in the terms of policy: what actor, learner and evaluation share. */
@NullMarked
package io.millrace.weights;

import org.jspecify.annotations.NullMarked;
