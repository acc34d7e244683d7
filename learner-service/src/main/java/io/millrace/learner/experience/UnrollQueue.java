package io.millrace.learner.experience;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Unrolls that were received and not yet learned from. Drops what was seen before, and hands out the
 * unrolls of one update at a time: one for each lane in lock-step and from a record, otherwise as many as there are
 * lanes, in the order in which they came. One thread at a time.
 */
public final class UnrollQueue {

    /** What became of an unroll that was offered. */
    public enum Offer {
        ACCEPTED,
        /** An unroll of that lane and number was received before. */
        SEEN_BEFORE,
        /** Its lane went further ahead than the run allows. */
        TOO_FAR_AHEAD,
        /** Its policy lag is beyond the limit; the next update counts it as dropped. */
        TOO_OLD
    }

    /**
     * Which unroll.
     *
     * @param lane   its lane
     * @param number its number in that lane
     */
    public record Place(int lane, long number) {
        static Place of(ReceivedUnroll received) {
            return new Place(received.lane(), received.number());
        }
    }

    /**
     * What an update takes.
     *
     * @param learned the unrolls to learn from, ordered by lane and number
     * @param dropped unrolls passed over since the update before, because their policy lag was beyond the limit
     */
    public record Batch(List<ReceivedUnroll> learned, List<ReceivedUnroll> dropped) {}

    private static final Comparator<ReceivedUnroll> BY_LANE_AND_NUMBER =
            Comparator.comparingInt(ReceivedUnroll::lane).thenComparingLong(ReceivedUnroll::number);

    private final int lanes;
    private final int maxPolicyLag;
    private final boolean oneOfEachLane;
    private final long[] next;

    /** For each lane, the newest number that was taken in. */
    private final long[] newest;

    private final Map<Place, ReceivedUnroll> waiting = new LinkedHashMap<>();
    private final List<ReceivedUnroll> dropped = new ArrayList<>();

    /**
     * @param lanes        of the run, and so unrolls in an update
     * @param maxPolicyLag how many versions old a step may be; 0 for lock-step
     * @param next         for each lane, the first unroll number that is neither learned from nor dropped
     */
    public UnrollQueue(int lanes, int maxPolicyLag, long[] next) {
        this(lanes, maxPolicyLag, maxPolicyLag == 0, next);
    }

    private UnrollQueue(int lanes, int maxPolicyLag, boolean oneOfEachLane, long[] next) {
        this.lanes = lanes;
        this.maxPolicyLag = maxPolicyLag;
        this.oneOfEachLane = oneOfEachLane;
        this.next = next.clone();
        this.newest = Arrays.stream(next).map(number -> number - 1).toArray();
    }

    /** A queue of unrolls that another run recorded: none is too old, and none too far ahead. */
    public static UnrollQueue ofRecord(int lanes, long[] next) {
        return new UnrollQueue(lanes, Integer.MAX_VALUE, true, next);
    }

    /**
     * Takes an unroll in.
     *
     * @param version weights version that the next update starts from
     */
    public Offer offer(ReceivedUnroll received, long version) {
        if (received.number() > next[received.lane()] + maxPolicyLag) {
            return Offer.TOO_FAR_AHEAD;
        }
        Offer offer = offerAgain(received);
        if (offer == Offer.ACCEPTED) {
            // At once: its lane may have been told so before a restart, and have gone on.
            dropOld(version);
        }
        return offer == Offer.ACCEPTED && !waiting.containsKey(Place.of(received)) ? Offer.TOO_OLD : offer;
    }

    /**
     * Takes an unroll in that was on the log before a restart. What was learned from since is not known yet, but
     * lanes do not leap: a number beyond those before it on the log was refused the first time, too. Taken in now,
     * it would stand in the place of the lane's own of that number.
     */
    public Offer offerAgain(ReceivedUnroll received) {
        int lane = received.lane();
        if (received.number() < next[lane] || waiting.containsKey(Place.of(received))) {
            return Offer.SEEN_BEFORE;
        }
        if (received.number() > newest[lane] + 1 + maxPolicyLag) {
            return Offer.TOO_FAR_AHEAD;
        }
        newest[lane] = Math.max(newest[lane], received.number());
        waiting.put(Place.of(received), received);
        return Offer.ACCEPTED;
    }

    /**
     * The next update's unrolls, if they are there. Whether or not they are, what is too old is dropped,
     * and {@link #next} may have moved.
     *
     * @param version weights version that the update starts from
     */
    public @Nullable Batch take(long version) {
        dropOld(version);
        List<ReceivedUnroll> learned = oneOfEachLane ? nextOfEachLane() : firstToCome(version);
        if (learned.size() < lanes) {
            return null;
        }
        learned.forEach(received -> remove(Place.of(received)));
        return handOut(learned);
    }

    /**
     * The unrolls that an update consumed once before, if all of them are here.
     *
     * @param learned places of the unrolls it learned from
     * @param passed  places of the unrolls it dropped
     */
    public @Nullable Batch takeAgain(List<Place> learned, List<Place> passed) {
        if (!waiting.keySet().containsAll(learned) || !waiting.keySet().containsAll(passed)) {
            return null;
        }
        passed.forEach(place -> drop(remove(place)));
        return handOut(new ArrayList<>(learned.stream().map(this::remove).toList()));
    }

    /** For each lane, the first unroll number that is neither learned from nor dropped; a copy. */
    public long[] next() {
        return next.clone();
    }

    /** Unrolls that wait. */
    public int size() {
        return waiting.size();
    }

    /** Offset of the oldest waiting unroll of a partition, or {@code position} if none waits there. */
    public long readFrom(int partition, long position) {
        return waiting.values().stream()
                .filter(received -> received.partition() == partition)
                .mapToLong(ReceivedUnroll::offset)
                .min()
                .orElse(position);
    }

    private List<ReceivedUnroll> nextOfEachLane() {
        List<ReceivedUnroll> learned = new ArrayList<>();
        for (int lane = 0; lane < lanes; lane++) {
            ReceivedUnroll received = waiting.get(new Place(lane, next[lane]));
            if (received != null) {
                learned.add(received);
            }
        }
        return learned;
    }

    private List<ReceivedUnroll> firstToCome(long version) {
        return new ArrayList<>(waiting.values().stream()
                .filter(received -> !isOld(received, version))
                .limit(lanes)
                .toList());
    }

    /**
     * Drops what is too old, each lane in order: an old one behind one that is not waits its turn. Actors
     * lag differently, and a lane's next number must not pass an unroll that is still to be learned from.
     */
    private void dropOld(long version) {
        Set<Integer> goodLanes = new HashSet<>();
        for (ReceivedUnroll received : List.copyOf(waiting.values())) {
            if (!isOld(received, version)) {
                goodLanes.add(received.lane());
            } else if (!goodLanes.contains(received.lane())) {
                drop(remove(Place.of(received)));
            }
        }
    }

    private boolean isOld(ReceivedUnroll received, long version) {
        return received.oldestVersion() < version - maxPolicyLag;
    }

    private ReceivedUnroll remove(Place place) {
        return Objects.requireNonNull(waiting.remove(place));
    }

    private void drop(ReceivedUnroll received) {
        dropped.add(received);
        passed(received);
    }

    private Batch handOut(List<ReceivedUnroll> learned) {
        learned.forEach(this::passed);
        learned.sort(BY_LANE_AND_NUMBER);
        Batch batch = new Batch(learned, List.copyOf(dropped));
        dropped.clear();
        return batch;
    }

    private void passed(ReceivedUnroll received) {
        next[received.lane()] = Math.max(next[received.lane()], received.number() + 1);
    }
}
