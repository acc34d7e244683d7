package io.millrace.learner.tabular;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;

/** Chance that comes out as told: probabilities above 0 always happen, choices and coins are read from a list. */
final class ScriptedChance implements RandomGenerator {

    /** A coin that makes the first of two tables learn. */
    static final int FIRST = 1;

    /** A coin that makes the second of two tables learn. */
    static final int SECOND = 0;

    private final Deque<Integer> draws = new ArrayDeque<>();

    ScriptedChance then(int... next) {
        for (int draw : next) {
            draws.add(draw);
        }
        return this;
    }

    @Override
    public int nextInt(int bound) {
        return draws.remove();
    }

    @Override
    public boolean nextBoolean() {
        return draws.remove() == FIRST;
    }

    @Override
    public double nextDouble() {
        return 0;
    }

    @Override
    public long nextLong() {
        throw new UnsupportedOperationException("Nothing else is drawn.");
    }
}
