/** What computes outputs and gradients of a network, and what turns gradients into steps. */
@NullMarked
package io.millrace.learner.engine;

import org.jspecify.annotations.NullMarked;
