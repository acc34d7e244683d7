package io.millrace.learner.offpolicy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One feature for each observation there is: exact where they are few and come again. */
final class TableFeatures implements Features {

    private final Map<Integer, List<Integer>> byHash = new HashMap<>();
    private final int size;
    private final float[] known;
    private int count;

    private TableFeatures(int size, int most) {
        this.size = size;
        this.known = new float[size * most];
    }

    /** Of all observations of these episodes; nothing if there are more than {@code most} different ones. */
    static Optional<TableFeatures> of(List<RecordedEpisode> episodes, int size, int most) {
        TableFeatures table = new TableFeatures(size, most);
        for (RecordedEpisode episode : episodes) {
            for (int row = 0; row <= episode.length(); row++) {
                if (!table.learn(episode.observations(), row * size, most)) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(table);
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public void of(float[] numbers, int at, double[] features, int into) {
        Arrays.fill(features, into, into + count, 0);
        int index = find(numbers, at);
        if (index >= 0) {
            features[into + index] = 1;
        }
    }

    private boolean learn(float[] numbers, int at, int most) {
        if (find(numbers, at) >= 0) {
            return true;
        }
        if (count == most) {
            return false;
        }
        System.arraycopy(numbers, at, known, count * size, size);
        byHash.computeIfAbsent(hash(numbers, at), hash -> new ArrayList<>()).add(count++);
        return true;
    }

    private int find(float[] numbers, int at) {
        for (int index : byHash.getOrDefault(hash(numbers, at), List.of())) {
            if (Arrays.equals(known, index * size, (index + 1) * size, numbers, at, at + size)) {
                return index;
            }
        }
        return -1;
    }

    private int hash(float[] numbers, int at) {
        int hash = 1;
        for (int i = at; i < at + size; i++) {
            hash = 31 * hash + Float.hashCode(numbers[i]);
        }
        return hash;
    }
}
