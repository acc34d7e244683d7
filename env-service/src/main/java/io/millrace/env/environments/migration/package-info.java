/** Regions, the goals that their shares are steered to, and how both are read and drawn. */
@NullMarked
package io.millrace.env.environments.migration;

import org.jspecify.annotations.NullMarked;
