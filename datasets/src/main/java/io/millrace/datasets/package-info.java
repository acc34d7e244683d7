/** Named pieces of recorded experience: made, listed, checked. */
@NullMarked
package io.millrace.datasets;

import org.jspecify.annotations.NullMarked;
