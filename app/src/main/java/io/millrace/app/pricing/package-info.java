/** Rules that set prices, compared with each other in many markets whose truth is known. */
@NullMarked
package io.millrace.app.pricing;

import org.jspecify.annotations.NullMarked;
