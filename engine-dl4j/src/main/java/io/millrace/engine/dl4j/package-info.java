/** Deeplearning4j as a learning engine. The one module that knows it. */
@NullMarked
package io.millrace.engine.dl4j;

import org.jspecify.annotations.NullMarked;
