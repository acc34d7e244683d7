/** What Millrace promises, shown with real processes and a real broker. */
@NullMarked
package io.millrace.app.promises;

import org.jspecify.annotations.NullMarked;
