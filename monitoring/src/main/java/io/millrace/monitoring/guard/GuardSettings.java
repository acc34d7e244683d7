package io.millrace.monitoring.guard;

import java.time.Duration;

/**
 * When the guard finds that a run goes wrong, and what it does about it; the section {@code guard} of a run's settings.
 *
 * @param mode           whether it acts
 * @param act            what it asks of the learner
 * @param windowEpisodes fewest episodes for the return of a window to count; at least 1
 * @param warmUpWindows  windows at the beginning whose return cannot be the best; 0 or more
 * @param returnMargin   how far a window may lie below the best, as a share of the spread of returns; in (0, 1)
 * @param returnWindows  windows in succession beyond the margin that are a fall; at least 1
 * @param goodMargin     the same share, for weights that may be gone back to; in [0, returnMargin]
 * @param entropyFloor   mean entropy of a window below which a policy has collapsed, in nats; may be negative
 * @param entropyWindows windows in succession below the floor that are a collapse; 0 where entropy is not judged
 * @param mostRollbacks  after so many the guard pauses the run instead; 0 or more
 * @param standstill     shortest time without an update that is no progress; longer than zero
 */
public record GuardSettings(
        Mode mode,
        Act act,
        int windowEpisodes,
        int warmUpWindows,
        double returnMargin,
        int returnWindows,
        double goodMargin,
        double entropyFloor,
        int entropyWindows,
        int mostRollbacks,
        Duration standstill) {

    /** Whether the guard acts. */
    public enum Mode {
        /** It finds and shows. */
        OFF,
        /** It says what it would do. */
        DRY_RUN,
        /** It sends commands. */
        ACT
    }

    /** What the guard asks of the learner. */
    public enum Act {
        /** Go back to the last good weights. */
        ROLLBACK,
        /** Learn no more until somebody resumes the run. */
        PAUSE
    }

    public GuardSettings {
        require(windowEpisodes >= 1, "window-episodes", windowEpisodes, "at least 1", "10");
        require(warmUpWindows >= 0, "warm-up-windows", warmUpWindows, "0 or more", "3");
        require(returnMargin > 0 && returnMargin < 1, "return-margin", returnMargin, "above 0 and below 1", "0.4");
        require(returnWindows >= 1, "return-windows", returnWindows, "at least 1", "3");
        require(
                goodMargin >= 0 && goodMargin <= returnMargin,
                "good-margin",
                goodMargin,
                "between 0 and guard.return-margin (" + returnMargin + "): weights beyond that have fallen",
                String.valueOf(returnMargin / 4));
        require(entropyWindows >= 0, "entropy-windows", entropyWindows, "0 or more; 0 judges no entropy", "3");
        require(mostRollbacks >= 0, "most-rollbacks", mostRollbacks, "0 or more", "5");
        require(!standstill.isNegative() && !standstill.isZero(), "standstill", standstill, "longer than zero", "30s");
    }

    /** Whether the learner may be asked to go back: then it has to keep versions. */
    public boolean rollsBack() {
        return mode == Mode.ACT && act == Act.ROLLBACK;
    }

    private static void require(boolean holds, String key, Object found, String rule, String example) {
        if (!holds) {
            throw new IllegalArgumentException("guard." + key + " is " + found + ", but has to be " + rule
                    + ". Set it, for example, to " + example + ".");
        }
    }
}
