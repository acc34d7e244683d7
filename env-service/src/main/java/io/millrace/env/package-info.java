/** The env-service: owns lanes, asks for actions, steps environments, emits unrolls and episodes. */
@NullMarked
package io.millrace.env;

import org.jspecify.annotations.NullMarked;
