/** Records to files, and files to records. */
@NullMarked
package io.millrace.datasets.exchange;

import org.jspecify.annotations.NullMarked;
