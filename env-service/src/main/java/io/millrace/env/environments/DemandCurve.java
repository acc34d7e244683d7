package io.millrace.env.environments;

import static io.millrace.env.environments.Requirement.require;

import java.util.ArrayList;
import java.util.List;

/**
 * How many units of a product a store may expect to sell at a price, and what that earns:
 * {@code lambda(p) = Q0 exp(E (p / p0 - 1))} units per store and day, at a profit of
 * {@code m(p) = (p - c) lambda(p)}. The profit rises up to {@link #bestPrice} and falls from there on.
 *
 * @param referencePrice p0, the price at which demand and elasticity are given; above 0
 * @param unitCost       c, what a unit costs; 0 or more
 * @param elasticity     E, by how many percent demand changes when p0 rises by one percent; below 0
 * @param demand         Q0, expected units per store and day at p0; above 0
 */
public record DemandCurve(double referencePrice, double unitCost, double elasticity, double demand) {

    /** An arm is optimal if its expected profit is above this share of the greatest one. */
    public static final double OPTIMAL_SHARE = 0.99;

    public DemandCurve {
        require(
                referencePrice > 0 && Double.isFinite(referencePrice),
                "reference-price",
                referencePrice,
                "Demand and elasticity are given at this price.",
                "Use a finite price above 0, such as 500.");
        require(
                unitCost >= 0 && Double.isFinite(unitCost),
                "unit-cost",
                unitCost,
                "It is what the store pays for a unit.",
                "Use a finite cost of 0 or more, such as 400.");
        require(
                elasticity < 0 && Double.isFinite(elasticity),
                "elasticity",
                elasticity,
                "Demand falls when the price rises; otherwise no price would be too high.",
                "Use a finite number below 0, such as -5.");
        require(
                demand > 0 && Double.isFinite(demand),
                "demand",
                demand,
                "It is what a store may expect to sell in a day at the reference price.",
                "Use a finite number above 0, such as 1.");
    }

    /** Expected units per store and day. */
    public double units(double price) {
        // Not Math: its last bit may depend on the processor, and recorded runs are repeated elsewhere.
        return demand * StrictMath.exp(elasticity * (price / referencePrice - 1));
    }

    /** Expected profit per store and day. */
    public double profit(double price) {
        return (price - unitCost) * units(price);
    }

    /** The price of greatest expected profit among all, {@code c - p0 / E}; always above the cost. */
    public double bestPrice() {
        return unitCost - referencePrice / elasticity;
    }

    /** The first arm of greatest expected profit. */
    public int bestArm(List<Double> prices) {
        int best = 0;
        for (int arm = 1; arm < prices.size(); arm++) {
            if (profit(prices.get(arm)) > profit(prices.get(best))) {
                best = arm;
            }
        }
        return best;
    }

    /** The arms whose expected profit is above {@link #OPTIMAL_SHARE} of the greatest one, in ascending order. */
    public List<Integer> optimalArms(List<Double> prices) {
        double least = OPTIMAL_SHARE * profit(prices.get(bestArm(prices)));
        List<Integer> optimal = new ArrayList<>();
        for (int arm = 0; arm < prices.size(); arm++) {
            if (profit(prices.get(arm)) > least) {
                optimal.add(arm);
            }
        }
        return List.copyOf(optimal);
    }
}
