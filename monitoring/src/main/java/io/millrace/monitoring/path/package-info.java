/** How much flows on each arrow of the data path, and how far its reader is behind. */
@NullMarked
package io.millrace.monitoring.path;

import org.jspecify.annotations.NullMarked;
