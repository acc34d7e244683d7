package io.millrace.env.environments.landuse;

import java.util.List;

/**
 * A gradient-boosted regressor: its prediction is the baseline plus one leaf's value of every tree.
 *
 * @param baseline prediction without any tree
 */
record Regressor(double baseline, List<RegressionTree> trees) {}
