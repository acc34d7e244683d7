/** What the weights of one run would earn, told from what another run recorded, and whether they are published. */
@NullMarked
package io.millrace.app.offpolicy;

import org.jspecify.annotations.NullMarked;
