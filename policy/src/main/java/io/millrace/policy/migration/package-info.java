/** How a population moves between regions, and what is seen of it. */
@NullMarked
package io.millrace.policy.migration;

import org.jspecify.annotations.NullMarked;
