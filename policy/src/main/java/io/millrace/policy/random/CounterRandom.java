package io.millrace.policy.random;

import java.util.random.RandomGenerator;

/**
 * Chance that depends on where it is used and on nothing else: {@link #at} names the place (purpose
 * and up to three coordinates, such as lane, tick and environment), and the draws that follow are the
 * same whoever asks, in whatever order, on whatever machine. A place is mixed into 64 bits; from
 * there on it is the SplitMix64 sequence.
 *
 * <p>Not safe for use by several threads; nothing is allocated per draw.
 *
 * @see <a href="https://doi.org/10.1145/2714064.2660195">Steele, Lea and Flood 2014, figure 17</a>
 */
public final class CounterRandom implements RandomGenerator {

    /** What chance is used for: two purposes never share draws. */
    public enum Purpose {
        INITIAL_WEIGHTS(1),
        ACTING(2),
        ENVIRONMENT(3),
        MINIBATCHES(4),
        EVALUATION(5),
        LEARNING(6);

        // Fixed for ever: a recorded run must draw the same when it is run again.
        private final long code;

        Purpose(long code) {
            this.code = code;
        }
    }

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final long seed;
    private long state;

    /** All draws are a function of {@code seed} and of the place. */
    public CounterRandom(long seed) {
        this.seed = mix(seed + GOLDEN_GAMMA);
        this.state = this.seed;
    }

    /** Moves to the beginning of a place's sequence. */
    public CounterRandom at(Purpose purpose, long first, long second, long third) {
        long place = seed;
        place = mix(place ^ mix(purpose.code + GOLDEN_GAMMA));
        place = mix(place + GOLDEN_GAMMA + first);
        place = mix(place + GOLDEN_GAMMA + second);
        place = mix(place + GOLDEN_GAMMA + third);
        state = place;
        return this;
    }

    /** The 64 bits from which the draws at this place follow. */
    public long state() {
        return state;
    }

    @Override
    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /**
     * A standard normal draw by Marsaglia's polar method. Not left to the library, whose method is its own to
     * change: a recorded run must draw the same on every Java version.
     *
     * @see <a href="https://doi.org/10.1137/1006063">Marsaglia and Bray 1964</a>
     */
    @Override
    public double nextGaussian() {
        while (true) {
            double x = 2 * nextDouble() - 1;
            double y = 2 * nextDouble() - 1;
            double square = x * x + y * y;
            if (square > 0 && square < 1) {
                return x * Math.sqrt(-2 * StrictMath.log(square) / square);
            }
        }
    }

    private static long mix(long bits) {
        long z = bits;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
