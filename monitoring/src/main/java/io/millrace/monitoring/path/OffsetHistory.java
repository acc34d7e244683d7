package io.millrace.monitoring.path;

import java.util.ArrayList;
import java.util.List;

/**
 * When a topic ended where: what tells how old a record is that nobody has read. It holds a bounded number of looks,
 * and of what is long ago fewer and fewer, so that it reaches back for as long as it is kept. One thread at a time.
 */
final class OffsetHistory {

    /** Looks that are held at most. */
    static final int MOST = 512;

    /** The topic's ends at one time. */
    private record Look(long atNanos, List<Long> ends) {}

    private final List<Look> looks = new ArrayList<>();

    /**
     * Notes where the topic ends now. Ends that went back are those of another topic of that name: what was before is
     * forgotten.
     *
     * @param atNanos by a clock that only goes forward, and not before the last one
     * @param ends    of each partition
     */
    void add(long atNanos, List<Long> ends) {
        if (!looks.isEmpty() && wentBack(last().ends(), ends)) {
            looks.clear();
        }
        if (looks.size() == MOST) {
            thinTheOlderHalf();
        }
        looks.add(new Look(atNanos, List.copyOf(ends)));
    }

    /** Records that were ever sent: the sum of the newest ends. */
    long records() {
        return looks.isEmpty() ? 0 : sum(last().ends());
    }

    /**
     * Records sent a second, over the time from the newest look that is at least {@code overNanos} before the last,
     * or else from the first; 0 where there is no such time.
     */
    double recordsPerSecond(long overNanos) {
        if (looks.size() < 2) {
            return 0;
        }
        Look now = last();
        int since = looks.size() - 2;
        while (since > 0 && now.atNanos() - looks.get(since).atNanos() < overNanos) {
            since--;
        }
        Look then = looks.get(since);
        double nanos = (double) (now.atNanos() - then.atNanos());
        return nanos <= 0 ? 0 : (double) (sum(now.ends()) - sum(then.ends())) * 1e9 / nanos;
    }

    /**
     * Age of a record at the last look: between two looks records count as sent evenly. Of one that was there at the
     * first look it is at least the time since then, and that is given.
     *
     * @param offset of the record
     * @return in seconds; 0 if there was no such record yet
     */
    double ageSeconds(int partition, long offset) {
        int before = looks.size() - 1;
        while (before >= 0 && looks.get(before).ends().get(partition) > offset) {
            before--;
        }
        if (before < 0) {
            return seconds((double) (last().atNanos() - looks.get(0).atNanos()));
        }
        if (before == looks.size() - 1) {
            return 0;
        }
        Look then = looks.get(before);
        Look next = looks.get(before + 1);
        long from = then.ends().get(partition);
        double share = (double) (offset - from) / (double) (next.ends().get(partition) - from);
        double sentAfter = share * (double) (next.atNanos() - then.atNanos());
        return seconds((double) (last().atNanos() - then.atNanos()) - sentAfter);
    }

    /** Looks that are held. */
    int size() {
        return looks.size();
    }

    private void thinTheOlderHalf() {
        List<Look> kept = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            if (i >= MOST / 2 || i % 2 == 0) {
                kept.add(looks.get(i));
            }
        }
        looks.clear();
        looks.addAll(kept);
    }

    private Look last() {
        return looks.get(looks.size() - 1);
    }

    private static boolean wentBack(List<Long> before, List<Long> now) {
        if (before.size() != now.size()) {
            return true;
        }
        for (int partition = 0; partition < now.size(); partition++) {
            if (now.get(partition) < before.get(partition)) {
                return true;
            }
        }
        return false;
    }

    private static long sum(List<Long> ends) {
        return ends.stream().mapToLong(Long::longValue).sum();
    }

    private static double seconds(double nanos) {
        return Math.max(0, nanos / 1e9);
    }
}
