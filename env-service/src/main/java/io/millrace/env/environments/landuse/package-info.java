/**
 * Urban land use: small areas whose variables are changed step by step until predicted indicators meet
 * a target. The environment and its planning are the same for every engine that predicts indicators.
 */
@NullMarked
package io.millrace.env.environments.landuse;

import org.jspecify.annotations.NullMarked;
