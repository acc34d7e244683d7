/** Files of comma-separated cells that users hand over. */
@NullMarked
package io.millrace.app.csv;

import org.jspecify.annotations.NullMarked;
