package io.millrace.policy.space;

import java.util.List;

/** What an environment accepts as an action. */
public sealed interface ActionSpace {

    /** Numbers in one action: 1 for a discrete space, whose action is its index held as a float. */
    int width();

    /**
     * One of so many choices.
     *
     * @param choices number of choices; in [1, 16777216], so that a float holds each index exactly
     */
    record Discrete(int choices) implements ActionSpace {
        public Discrete {
            if (choices < 1 || choices > 1 << 24) {
                throw new IllegalArgumentException(
                        "A discrete action space of " + choices + " choices cannot be. Use 1 to 16,777,216.");
            }
        }

        @Override
        public int width() {
            return 1;
        }
    }

    /**
     * Numbers between bounds of their own.
     *
     * @param low  least value of each number; finite
     * @param high greatest value of each number; finite, above its low; same length
     */
    record Box(List<Double> low, List<Double> high) implements ActionSpace {
        public Box {
            low = List.copyOf(low);
            high = List.copyOf(high);
            if (low.isEmpty() || low.size() != high.size()) {
                throw new IllegalArgumentException("A box has as many lows as highs and at least one; found "
                        + low.size() + " and " + high.size() + ".");
            }
            for (int i = 0; i < low.size(); i++) {
                if (!(Double.isFinite(low.get(i)) && Double.isFinite(high.get(i)) && low.get(i) < high.get(i))) {
                    throw new IllegalArgumentException("Number " + i + " of the box runs from " + low.get(i) + " to "
                            + high.get(i) + ". Bounds are finite, the low one below the high one.");
                }
            }
        }

        @Override
        public int width() {
            return low.size();
        }
    }

    /**
     * Shares: numbers that are not negative and sum to one.
     *
     * @param size how many; at least 2
     */
    record Simplex(int size) implements ActionSpace {
        public Simplex {
            if (size < 2) {
                throw new IllegalArgumentException("A simplex of " + size + " numbers cannot be. Use 2 or more.");
            }
        }

        @Override
        public int width() {
            return size;
        }
    }

    /**
     * Switches, each of which is 0 or 1 whatever the others are.
     *
     * @param size how many; at least 1
     */
    record MultiBinary(int size) implements ActionSpace {
        public MultiBinary {
            if (size < 1) {
                throw new IllegalArgumentException("An action of " + size + " switches cannot be. Use 1 or more.");
            }
        }

        @Override
        public int width() {
            return size;
        }
    }
}
