package io.millrace.monitoring.statistics;

import io.millrace.messages.Episode;
import io.millrace.messages.Progress;
import io.millrace.messages.Update;
import io.millrace.schemas.Codec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What some consecutive records of one partition add to the statistics of a run. Episodes are folded; updates
 * stay as they are, less their unrolls, because how many steps one learned from depends on the one before.
 */
public final class Partial {

    private static final Codec<Update> UPDATES = Codec.of(Update.getClassSchema());
    private static final int FORMAT = 1;
    private static final int MANY_WINDOWS = 32;
    private static final int MANY_UPDATES = 512;

    private final StatisticsSettings settings;
    private final TreeMap<Long, Window> windows = new TreeMap<>();
    private final List<Update> updates = new ArrayList<>();

    public Partial(StatisticsSettings settings) {
        this.settings = settings;
    }

    /** Folds an episode that is {@link Countable}. */
    public void add(Episode episode) {
        window(episode.getEndedAt())
                .add(episode.getLastVersion(), fold -> fold.episodes().add(episode));
    }

    /** Takes an update that is {@link Countable}, and strips it of the unrolls that it names. */
    public void add(Update update) {
        update.setConsumed(List.of());
        update.setDropped(List.of());
        updates.add(update);
    }

    /** Opens the window in which a learner reported: that it did nothing else is then seen as well. */
    public void open(Progress progress) {
        var unused = window(progress.getReportedAt());
    }

    /** Whether nothing was added. */
    public boolean empty() {
        return windows.isEmpty() && updates.isEmpty();
    }

    /** Whether it is large enough to be sent. */
    public boolean full() {
        return windows.size() >= MANY_WINDOWS || updates.size() >= MANY_UPDATES;
    }

    Map<Long, Window> windows() {
        return windows;
    }

    List<Update> updates() {
        return updates;
    }

    private Window window(Instant time) {
        return windows.computeIfAbsent(settings.windowStart(time), start -> new Window());
    }

    /** As bytes, in a form that this version of the monitor reads. */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            out.writeInt(windows.size());
            for (var window : windows.entrySet()) {
                out.writeLong(window.getKey());
                window.getValue().write(out);
            }
            out.writeInt(updates.size());
            for (Update update : updates) {
                byte[] encoded = UPDATES.encode(update);
                out.writeInt(encoded.length);
                out.write(encoded);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /**
     * What {@link #toBytes} wrote.
     *
     * @throws IllegalArgumentException if it did not
     */
    public static Partial of(StatisticsSettings settings, byte[] bytes) {
        Partial partial = new Partial(settings);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            Formats.require(FORMAT, in.readByte());
            int windows = in.readInt();
            for (int i = 0; i < windows; i++) {
                partial.windows.put(in.readLong(), Window.read(in));
            }
            int updates = in.readInt();
            for (int i = 0; i < updates; i++) {
                byte[] encoded = new byte[in.readInt()];
                in.readFully(encoded);
                partial.updates.add(UPDATES.decode(encoded));
            }
        } catch (IOException damaged) {
            throw new IllegalArgumentException("A partial fold of the monitor ends too early.", damaged);
        }
        return partial;
    }
}
