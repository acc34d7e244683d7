/** The bus inside one process: what tests use, and the zero against which the price of the log is measured. */
@NullMarked
package io.millrace.runtime.memory;

import org.jspecify.annotations.NullMarked;
