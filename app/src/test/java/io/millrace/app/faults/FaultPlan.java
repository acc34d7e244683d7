package io.millrace.app.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * What befalls the run of a seed, and when: two or three faults, the same each time. The kinds are dealt from a
 * shuffled deck, so that each comes up as often as any other.
 *
 * @param seed    from 1
 * @param strikes in the order in which they come
 */
record FaultPlan(int seed, List<Strike> strikes) {

    private static final int DECK_SEED = 9;

    /**
     * One fault.
     *
     * @param kind    what happens
     * @param version it happens as soon as the ledger was seen to stand at this update
     */
    record Strike(FaultKind kind, long version) {}

    /** The plan of a seed for runs of so many updates. */
    static FaultPlan of(int seed, int updates) {
        Random deck = new Random(DECK_SEED);
        List<FaultKind> cards = new ArrayList<>();
        List<FaultKind> dealt = List.of();
        for (int dealing = 1; dealing <= seed; dealing++) {
            dealt = deal(dealing % 2 == 0 ? 3 : 2, cards, deck);
        }
        SplittableRandom moments = new SplittableRandom(seed);
        List<Strike> strikes = new ArrayList<>();
        for (int i = 0; i < dealt.size(); i++) {
            // Each in a stretch of its own, with the last fifth for the run to recover.
            double stretch = 0.7 / dealt.size();
            double moment = 0.1 + stretch * (i + 0.8 * moments.nextDouble());
            strikes.add(new Strike(dealt.get(i), Math.round(updates * moment)));
        }
        return new FaultPlan(seed, strikes);
    }

    boolean has(FaultKind kind) {
        return strikes.stream().anyMatch(strike -> strike.kind() == kind);
    }

    /** The next cards that differ; the deck is shuffled anew when it is used up. */
    private static List<FaultKind> deal(int count, List<FaultKind> cards, Random deck) {
        List<FaultKind> dealt = new ArrayList<>();
        while (dealt.size() < count) {
            if (cards.isEmpty()) {
                cards.addAll(List.of(FaultKind.values()));
                Collections.shuffle(cards, deck);
            }
            FaultKind next = cards.stream()
                    .filter(card -> !dealt.contains(card))
                    .findFirst()
                    .orElseThrow();
            cards.remove(next);
            dealt.add(next);
        }
        return dealt;
    }
}
