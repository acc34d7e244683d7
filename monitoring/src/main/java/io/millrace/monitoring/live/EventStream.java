package io.millrace.monitoring.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events to everyone who watches. Each event has the id {@code epoch-sequence}; who comes back with an id
 * gets what it missed, as long as that is kept. Safe for use by several threads.
 */
final class EventStream {

    /** Events kept for viewers that come back: about two minutes. */
    static final int KEPT = 240;

    /** Bytes of events kept for viewers that come back. */
    static final int KEPT_BYTES = 8 * 1024 * 1024;

    /** Events that wait for one viewer; beyond it, the viewer is too slow and is disconnected. */
    static final int WAITING = 2 * KEPT;

    private static final byte[] END = "event: end\ndata: {}\n\n".getBytes(UTF_8);

    private final String epoch;
    private final int mostViewers;
    private final Deque<Sent> kept = new ArrayDeque<>();
    private final List<Viewer> viewers = new ArrayList<>();
    private long keptBytes;
    private long sequence;
    private long disconnected;
    private boolean ended;

    @SuppressWarnings("ArrayRecordComponent") // Never compared; the bytes are never changed.
    private record Sent(long sequence, byte[] bytes) {}

    /**
     * @param epoch       unlike that of every other stream that a viewer may have an id of
     * @param mostViewers viewers beyond this many are refused
     */
    EventStream(String epoch, int mostViewers) {
        this.epoch = epoch;
        this.mostViewers = mostViewers;
    }

    /** Sends an event to every viewer; who has too many waiting is disconnected. */
    synchronized void publish(String name, String json) {
        sequence++;
        byte[] bytes = event(name, sequence, json);
        kept.addLast(new Sent(sequence, bytes));
        keptBytes += bytes.length;
        while (kept.size() > KEPT || (keptBytes > KEPT_BYTES && kept.size() > 1)) {
            keptBytes -= kept.removeFirst().bytes().length;
        }
        for (Viewer viewer : viewers) {
            if (!viewer.waiting.offer(bytes) && !viewer.disconnected) {
                disconnected++;
                viewer.disconnect();
            }
        }
    }

    /**
     * Lets the calling thread's viewer in.
     *
     * @param lastId id of the last event it saw; null if it saw none
     * @return nothing if there are as many viewers as there may be, or the stream has ended
     */
    synchronized Optional<Viewer> join(@Nullable String lastId) {
        if (ended || viewers.size() >= mostViewers) {
            return Optional.empty();
        }
        long seen = resumable(lastId);
        Viewer viewer = new Viewer(seen < 0, sequence);
        if (seen >= 0) {
            kept.stream().filter(sent -> sent.sequence() > seen).forEach(sent -> viewer.waiting.add(sent.bytes()));
        }
        viewers.add(viewer);
        return Optional.of(viewer);
    }

    /** Has to be called by the thread that joined, whatever happened to it. */
    synchronized void leave(Viewer viewer) {
        viewers.remove(viewer);
    }

    synchronized int viewers() {
        return viewers.size();
    }

    /** Viewers that were too slow, since the beginning. */
    synchronized long disconnected() {
        return disconnected;
    }

    /** Tells every viewer that nothing more comes, and lets nobody in. */
    synchronized void end() {
        ended = true;
        for (Viewer viewer : viewers) {
            viewer.ending = true;
            if (!viewer.waiting.offer(END)) {
                viewer.disconnect();
            }
        }
    }

    /** An event as it travels, with the id of a place in the stream. */
    byte[] event(String name, long place, String json) {
        return ("id: " + epoch + '-' + place + "\nevent: " + name + "\ndata: " + json + "\n\n").getBytes(UTF_8);
    }

    /** The sequence that a viewer can go on from; negative if it has to begin anew. */
    private long resumable(@Nullable String lastId) {
        if (lastId == null || !lastId.matches("[0-9a-z]{1,32}-[0-9]{1,18}")) {
            return -1;
        }
        int dash = lastId.lastIndexOf('-');
        long seen = Long.parseLong(lastId.substring(dash + 1));
        long oldest = kept.isEmpty() ? sequence + 1 : kept.getFirst().sequence();
        return lastId.substring(0, dash).equals(epoch) && seen <= sequence && seen >= oldest - 1 ? seen : -1;
    }

    /** One who watches. Belongs to the thread that joined. */
    static final class Viewer {

        private final BlockingQueue<byte[]> waiting = new LinkedBlockingQueue<>(WAITING);
        private final Thread thread = Thread.currentThread();
        private final boolean fresh;
        private final long place;
        private volatile boolean disconnected;
        private volatile boolean ending;

        private Viewer(boolean fresh, long place) {
            this.fresh = fresh;
            this.place = place;
        }

        /** Whether it has to see the whole picture first. */
        boolean fresh() {
            return fresh;
        }

        /** Sequence of the newest event when it joined. */
        long place() {
            return place;
        }

        /** Whether nothing more will come. */
        boolean over() {
            return disconnected || (ending && waiting.isEmpty());
        }

        /** The next event, waited for at most so long; null if none came. */
        byte @Nullable [] next(long millis) throws InterruptedException {
            return waiting.poll(millis, TimeUnit.MILLISECONDS);
        }

        /** Its thread may hang in a write to a browser that reads nothing: an interrupt closes that connection. */
        private void disconnect() {
            disconnected = true;
            thread.interrupt();
        }
    }
}
