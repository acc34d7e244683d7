/** How a network sees observations of any unit, and how the statistics for that travel with its weights. */
@NullMarked
package io.millrace.policy.normalisation;

import org.jspecify.annotations.NullMarked;
