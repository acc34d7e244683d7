/** Real runs of real processes that are killed, cut off, starved and lied to, and what has to hold afterwards. */
@NullMarked
package io.millrace.app.faults;

import org.jspecify.annotations.NullMarked;
