/** Rules that find what is wrong with a run: plain Java without bus or clock. */
@NullMarked
package io.millrace.monitoring.guard;

import org.jspecify.annotations.NullMarked;
