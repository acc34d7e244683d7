package io.millrace.app.commands;

import io.millrace.messages.ConsumedUnroll;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What training a run again came to.
 *
 * @param run            its name
 * @param updates        made again with the ledger's weights, interventions among them
 * @param steps          environment steps learned from meanwhile
 * @param seconds        that took
 * @param stepsPerSecond learned from
 * @param version        the last one made
 * @param sha256         of its weights, as made again
 * @param engine         what computed them
 * @param keptIn         where its checkpoint was written; null for nowhere
 * @param difference     the first update that gave other weights; null if none did
 */
record ReplayOutcome(
        String run,
        long updates,
        long steps,
        double seconds,
        double stepsPerSecond,
        long version,
        String sha256,
        String engine,
        @Nullable String keptIn,
        @Nullable Difference difference) {

    /**
     * Where the weights are not the ledger's.
     *
     * @param again  SHA-256 of the weights made again; null where none came out
     * @param reason why none did
     */
    record Difference(
            long version,
            String ledger,
            @Nullable String again,
            @Nullable String reason,
            String ledgerEngine,
            String engine,
            List<Place> unrolls) {}

    /** Where an unroll stands. */
    record Place(int lane, long number, int partition, long offset, int source) {

        static Place of(ConsumedUnroll unroll) {
            return new Place(
                    unroll.getLane(),
                    unroll.getNumber(),
                    unroll.getPartition(),
                    unroll.getOffset(),
                    unroll.getSource());
        }
    }

    /** The same, with its last version kept there. */
    ReplayOutcome keptIn(String folder) {
        return new ReplayOutcome(
                run, updates, steps, seconds, stepsPerSecond, version, sha256, engine, folder, difference);
    }

    /** For people. */
    String inWords() {
        return difference == null ? same() : different(difference);
    }

    private String same() {
        String words = String.format(
                Locale.ROOT,
                "run        %s%n"
                        + "made again %,d updates, every SHA-256 as on the ledger%n"
                        + "learned    %,d steps in %.1f s: %,.0f steps/s%n"
                        + "version    %d%n"
                        + "sha256     %s%n"
                        + "engine     %s",
                run,
                updates,
                steps,
                seconds,
                stepsPerSecond,
                version,
                sha256,
                engine);
        return keptIn == null ? words : words + String.format("%nkept       %s", keptIn);
    }

    private String different(Difference found) {
        StringBuilder words = new StringBuilder(String.format(
                Locale.ROOT,
                "Run %s gives other weights at version %d than its ledger says (%,d updates before it were the same).%n"
                        + "ledger     %s, by %s%n"
                        + "again      %s, by %s%n",
                run,
                found.version(),
                updates,
                found.ledger(),
                found.ledgerEngine(),
                found.again() == null ? "none: " + found.reason() : found.again(),
                found.engine()));
        for (Place place : found.unrolls()) {
            words.append(String.format(
                    Locale.ROOT,
                    "unroll     %d of lane %d, at offset %d of partition %d%n",
                    place.number(),
                    place.lane(),
                    place.offset(),
                    place.partition()));
        }
        return words.append(whatToDo(found)).toString();
    }

    private static String whatToDo(Difference found) {
        return found.ledgerEngine().equals(found.engine())
                ? "The same engine made both, so something that it learned from was changed: one of these unrolls, if the"
                        + " processor is of the same kind. Compare them with a copy of the log."
                : "Weights can be compared where the engine is the same. Train again with the one that the ledger"
                        + " names, on the same kind of processor.";
    }
}
