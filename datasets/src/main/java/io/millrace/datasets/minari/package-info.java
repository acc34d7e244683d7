/** Datasets in the layout of Minari's Parquet storage. */
@NullMarked
package io.millrace.datasets.minari;

import org.jspecify.annotations.NullMarked;
