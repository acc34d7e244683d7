/** Cells of the tables that environments read. */
@NullMarked
package io.millrace.env.environments.csv;

import org.jspecify.annotations.NullMarked;
