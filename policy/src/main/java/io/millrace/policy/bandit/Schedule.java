package io.millrace.policy.bandit;

/** How what a rule begins with grows smaller from week to week. */
final class Schedule {

    private Schedule() {}

    /**
     * What the first value is to be divided by: 1 + j x decay, where j is the week counted from 0. The first week
     * that is decided by results has j = 1.
     */
    static double slowing(Market market, double decay) {
        return 1 + market.batches() * decay;
    }
}
