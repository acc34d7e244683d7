package io.millrace.app.sweep;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one seed of one combination came to.
 *
 * @param settingsHash     SHA-256 of the run's settings
 * @param score            mean return of the greedy policy of the last weights, discounted with the environment's own
 *                         discount
 * @param episodes         that it played
 * @param meanLength       mean steps in an episode
 * @param optimum          return of the best policy, where it is known
 * @param steps            environment steps learned from
 * @param updates          updates made
 * @param engine           what computed them
 * @param wallClockSeconds from the start of the trial to the last update, whatever else ran beside it
 * @param weightsSha256    SHA-256 of the last weights
 * @param curve            return of the episodes of learning; pieces in which none ended are left out
 */
public record SeedResult(
        String settingsHash,
        long seed,
        double score,
        int episodes,
        double meanLength,
        @Nullable Double optimum,
        long steps,
        long updates,
        String engine,
        double wallClockSeconds,
        String weightsSha256,
        List<CurvePiece> curve) {

    public SeedResult {
        curve = List.copyOf(curve);
    }
}
