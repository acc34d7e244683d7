package io.millrace.app.migration;

import io.millrace.app.migration.UtilityEstimate.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Says when draws cannot be relied on.
 *
 * @see <a href="https://doi.org/10.1214/20-BA1221">Vehtari et al. 2021, section 4: the bounds</a>
 */
final class SamplingWarnings {

    private static final double GREATEST_R_HAT = 1.01;
    private static final double LEAST_SIZE_PER_CHAIN = 100;

    private SamplingWarnings() {}

    /** One sentence or two for each fault; empty if there is none. */
    static List<String> of(Sampling sampling) {
        List<String> warnings = new ArrayList<>();
        if (!(sampling.rHat() <= GREATEST_R_HAT)) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "The chains do not agree yet: R-hat is %.3f, above %s. Give more --warm-up and --draws.",
                    sampling.rHat(),
                    GREATEST_R_HAT));
        }
        double least = Math.min(sampling.bulkSize(), sampling.tailSize());
        double wanted = LEAST_SIZE_PER_CHAIN * sampling.chains();
        if (!(least >= wanted)) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "The draws tell as much as %.0f independent ones, fewer than %.0f: intervals are rough. Give more"
                            + " --draws.",
                    least,
                    wanted));
        }
        if (sampling.divergences() > 0) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "The sampler could not follow the density in %d draws, so that a part of it may be missing. Give"
                            + " more --warm-up, and look for figures in the panel that cannot be.",
                    sampling.divergences()));
        }
        return warnings;
    }
}
