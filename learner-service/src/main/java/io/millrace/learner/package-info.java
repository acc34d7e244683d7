/** The learner-service: unrolls in, weights, ledger and progress out. */
@NullMarked
package io.millrace.learner;

import org.jspecify.annotations.NullMarked;
