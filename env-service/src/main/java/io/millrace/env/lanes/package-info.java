/** Lanes: groups of environments that are stepped together, and the unrolls they leave behind. */
@NullMarked
package io.millrace.env.lanes;

import org.jspecify.annotations.NullMarked;
