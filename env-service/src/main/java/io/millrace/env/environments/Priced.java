package io.millrace.env.environments;

import java.util.List;

/**
 * A task whose discrete actions are prices of one product: action i asks {@code prices().get(i)}, and a reward is
 * the margin of that price times the units sold.
 */
public interface Priced {

    /** The price of each action, ascending; as many as there are actions. */
    List<Double> prices();

    /** What a unit costs; below every price. */
    double unitCost();
}
