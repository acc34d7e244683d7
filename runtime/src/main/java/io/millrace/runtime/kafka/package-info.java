/** The bus over Kafka. The only package that imports the Kafka clients. */
@NullMarked
package io.millrace.runtime.kafka;

import org.jspecify.annotations.NullMarked;
