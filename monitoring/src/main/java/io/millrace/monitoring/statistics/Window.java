package io.millrace.monitoring.statistics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The folds of one window: of all versions together and of single ones. Where there are more versions than
 * {@link #MOST_VERSIONS}, those that are multiples of two are kept, or of four, and so on, with the least
 * power that leaves few enough: so it does not matter in which order they come.
 */
final class Window {

    /** Most versions that have a fold of their own. */
    static final int MOST_VERSIONS = 16;

    private final Fold all;
    private final TreeMap<Long, Fold> versions = new TreeMap<>();
    private long stride = 1;

    Window() {
        this(new Fold());
    }

    private Window(Fold all) {
        this.all = all;
    }

    Fold all() {
        return all;
    }

    Set<Long> versions() {
        return versions.keySet();
    }

    /** The fold of a kept version. */
    Fold of(long version) {
        Fold fold = versions.get(version);
        if (fold == null) {
            throw new IllegalArgumentException("Version " + version + " is not among " + versions.keySet());
        }
        return fold;
    }

    /** Adds something to the fold of all versions and to that of one, if it is kept. */
    void add(long version, Consumer<Fold> something) {
        something.accept(all);
        if (version % stride == 0) {
            something.accept(versions.computeIfAbsent(version, absent -> new Fold()));
            thinOut();
        }
    }

    void merge(Window other) {
        all.merge(other.all);
        stride = Math.max(stride, other.stride);
        versions.keySet().removeIf(version -> version % stride != 0);
        other.versions.forEach((version, fold) -> {
            if (version % stride == 0) {
                versions.computeIfAbsent(version, absent -> new Fold()).merge(fold);
            }
        });
        thinOut();
    }

    private void thinOut() {
        while (versions.size() > MOST_VERSIONS) {
            stride *= 2;
            versions.keySet().removeIf(version -> version % stride != 0);
        }
    }

    void write(DataOutput out) throws IOException {
        all.write(out);
        out.writeLong(stride);
        out.writeInt(versions.size());
        for (var version : versions.entrySet()) {
            out.writeLong(version.getKey());
            version.getValue().write(out);
        }
    }

    static Window read(DataInput in) throws IOException {
        Window window = new Window(Fold.read(in));
        window.stride = in.readLong();
        int versions = in.readInt();
        for (int i = 0; i < versions; i++) {
            window.versions.put(in.readLong(), Fold.read(in));
        }
        return window;
    }
}
