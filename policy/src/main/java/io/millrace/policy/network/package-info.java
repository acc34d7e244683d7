/** Multilayer perceptrons: shapes, parameters, forward pass. */
@NullMarked
package io.millrace.policy.network;

import org.jspecify.annotations.NullMarked;
