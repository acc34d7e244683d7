/** Compares algorithms on one environment over many trials, in this process and without a bus. */
@NullMarked
package io.millrace.app.comparison;

import org.jspecify.annotations.NullMarked;
