/** The frame of a Parquet file around columns that a library encodes. */
@NullMarked
package io.millrace.datasets.parquet;

import org.jspecify.annotations.NullMarked;
