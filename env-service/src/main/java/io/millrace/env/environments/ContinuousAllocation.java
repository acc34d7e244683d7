package io.millrace.env.environments;

import java.util.ArrayList;
import java.util.List;

/**
 * What is best in {@link Allocation} when time does not come in steps: at each moment the whole
 * budget goes to the larger coefficient, or to none while neither is positive.
 *
 * @param value       the greatest integral of {@code a1 * u1 + a2 * u2} over the horizon
 * @param switchTimes when the best receiver changes, ascending; in units of the horizon
 */
public record ContinuousAllocation(double value, List<Double> switchTimes) {

    // Two switches within one cell of this grid are not seen.
    private static final int CELLS = 10_000;

    public ContinuousAllocation {
        switchTimes = List.copyOf(switchTimes);
    }

    private enum Receiver {
        FIRST,
        SECOND,
        NOBODY;

        static Receiver bestAt(double t, Coefficient a1, Coefficient a2) {
            double first = a1.at(t);
            double second = a2.at(t);
            if (Math.max(first, second) <= 0) {
                return NOBODY;
            }
            return first >= second ? FIRST : SECOND;
        }
    }

    /**
     * The optimum of these coefficients over {@code [0, horizon]}. Switches are found to the last
     * bit, but two that lie closer together than a 10,000th of the horizon may both be missed.
     */
    static ContinuousAllocation solve(Coefficient a1, Coefficient a2, double horizon, double budget) {
        List<Double> switches = switchTimes(a1, a2, horizon);
        double integral = 0;
        double from = 0;
        for (int i = 0; i <= switches.size(); i++) {
            double to = i < switches.size() ? switches.get(i) : horizon;
            // Whoever receives has a positive coefficient, so that no cut lies within.
            integral += switch (Receiver.bestAt((from + to) / 2, a1, a2)) {
                case FIRST -> a1.uncutIntegral(from, to);
                case SECOND -> a2.uncutIntegral(from, to);
                case NOBODY -> 0;
            };
            from = to;
        }
        return new ContinuousAllocation(budget * integral, switches);
    }

    private static List<Double> switchTimes(Coefficient a1, Coefficient a2, double horizon) {
        List<Double> times = new ArrayList<>();
        // Middles of cells: coefficients like to meet at round times, where a tie says nothing.
        double before = horizon * 0.5 / CELLS;
        for (int cell = 1; cell < CELLS; cell++) {
            double after = horizon * (cell + 0.5) / CELLS;
            if (Receiver.bestAt(before, a1, a2) != Receiver.bestAt(after, a1, a2)) {
                times.add(switchBetween(before, after, a1, a2));
            }
            before = after;
        }
        return times;
    }

    /** Bisection on who receives, until the two times are neighbours among the doubles. */
    private static double switchBetween(double before, double after, Coefficient a1, Coefficient a2) {
        Receiver first = Receiver.bestAt(before, a1, a2);
        double low = before;
        double high = after;
        double middle = (low + high) / 2;
        while (low < middle && middle < high) {
            if (Receiver.bestAt(middle, a1, a2) == first) {
                low = middle;
            } else {
                high = middle;
            }
            middle = (low + high) / 2;
        }
        return high;
    }
}
