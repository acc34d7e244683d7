package io.millrace.runtime.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What somebody may have meant who wrote a name that there is not. */
public final class Nearest {

    private Nearest() {}

    /** The known name that is nearest; nothing if none is near, since a name that is mostly another would mislead. */
    public static Optional<String> of(String name, Collection<String> known) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        return known.stream()
                .min(Comparator.comparing(candidate -> distance.apply(name, candidate)))
                .filter(nearest -> distance.apply(name, nearest) * 2 <= Math.max(name.length(), nearest.length()));
    }
}
