/** Exported files, read by others. */
@NullMarked
package io.millrace.datasets.interop;

import org.jspecify.annotations.NullMarked;
