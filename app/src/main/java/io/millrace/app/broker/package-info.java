/** A Kafka broker inside this process. */
@NullMarked
package io.millrace.app.broker;

import org.jspecify.annotations.NullMarked;
