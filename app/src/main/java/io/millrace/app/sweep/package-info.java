/** Repeats one run over seeds and settings, in this process and in memory, and says how sure the results are. */
@NullMarked
package io.millrace.app.sweep;

import org.jspecify.annotations.NullMarked;
