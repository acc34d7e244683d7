package io.millrace.env;

/** The returns of the episodes that ended last. Safe for use by several threads. */
final class RecentReturns {

    /** Episodes that count. */
    static final int MOST = 100;

    private final double[] ring = new double[MOST];
    private long added;

    synchronized void add(double episodeReturn) {
        ring[(int) (added % MOST)] = episodeReturn;
        added++;
    }

    /** Their mean; not a number if no episode has ended yet. */
    synchronized double mean() {
        int count = (int) Math.min(added, MOST);
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += ring[i];
        }
        return sum / count;
    }
}
