/** How attractive regions are, estimated from where people worked: the model, its mode, the sampler, and what it shows. */
@NullMarked
package io.millrace.app.migration;

import org.jspecify.annotations.NullMarked;
