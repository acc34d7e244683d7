/** Recorded experience with one row for each step, and the files that hold it. */
@NullMarked
package io.millrace.datasets.rows;

import org.jspecify.annotations.NullMarked;
