/**
 * Prices for real stores: sales in, statistics and next week's prices out, with everything that was taken in kept
 * in the topics of a run. Also what another rule would have earned on such a record.
 */
@NullMarked
package io.millrace.app.price;

import org.jspecify.annotations.NullMarked;
