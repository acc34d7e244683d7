package io.millrace.monitoring.statistics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** What episodes and updates come to, of all versions or of one. */
final class Fold {

    private final EpisodeFold episodes;
    private final UpdateFold updates;

    Fold() {
        this(new EpisodeFold(), new UpdateFold());
    }

    private Fold(EpisodeFold episodes, UpdateFold updates) {
        this.episodes = episodes;
        this.updates = updates;
    }

    EpisodeFold episodes() {
        return episodes;
    }

    UpdateFold updates() {
        return updates;
    }

    void merge(Fold other) {
        episodes.merge(other.episodes);
        updates.merge(other.updates);
    }

    /** By the names of {@link StatisticName}; what cannot be said, such as a mean of nothing, is left out. */
    Map<String, Double> values(Duration window) {
        Map<String, Double> values = new TreeMap<>();
        episodes.putInto(values);
        updates.putInto(values);
        values.put(StatisticName.STEPS_PER_SECOND, updates.steps() * 1000.0 / window.toMillis());
        if (episodes.steps() > 0) {
            values.put(StatisticName.SAMPLE_REUSE, (double) updates.steps() / episodes.steps());
        }
        return values;
    }

    void write(DataOutput out) throws IOException {
        episodes.write(out);
        updates.write(out);
    }

    static Fold read(DataInput in) throws IOException {
        return new Fold(EpisodeFold.read(in), UpdateFold.read(in));
    }
}
