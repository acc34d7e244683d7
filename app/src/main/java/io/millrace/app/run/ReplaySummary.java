package io.millrace.app.run;

import io.millrace.runtime.run.SettingsDifference.Changed;
import java.util.List;

/**
 * What a replay with a difference came to.
 *
 * @param recorded    the run whose settings it took
 * @param learnedFrom the parts of records that it learned from
 * @param differences settings that are not that run's
 * @param summary     as that of any run
 */
public record ReplaySummary(String recorded, List<Part> learnedFrom, List<Changed> differences, Summary summary) {

    /**
     * A part of a record.
     *
     * @param run    that recorded it
     * @param lanes  of that run
     * @param rounds unrolls of each lane; those there were at the beginning where a run is followed
     * @param from   for each partition, the offset of its first record
     * @param to     for each partition, the offset behind its last
     */
    public record Part(String run, int lanes, long rounds, List<Long> from, List<Long> to) {}

    /** As lines for people. */
    public String text(RunFolder folder) {
        StringBuilder text = new StringBuilder(SummaryText.of(summary, folder));
        for (Part part : learnedFrom) {
            text.append(System.lineSeparator())
                    .append("from       run \"")
                    .append(part.run())
                    .append("\", ")
                    .append(part.rounds())
                    .append(" rounds of ")
                    .append(part.lanes())
                    .append(" lanes, offsets ")
                    .append(part.from())
                    .append(" to ")
                    .append(part.to());
        }
        for (Changed changed : told()) {
            text.append(System.lineSeparator())
                    .append("differs    ")
                    .append(changed.key())
                    .append(": ")
                    .append(changed.now())
                    .append(", there ")
                    .append(changed.before());
        }
        return text.toString();
    }

    /** What another algorithm has and the recorded one had not is its own affair. */
    private List<Changed> told() {
        boolean another = differences.stream().anyMatch(changed -> changed.key().equals("algorithm.name"));
        return differences.stream()
                .filter(changed -> !another
                        || !changed.key().startsWith("algorithm.")
                        || !(changed.before().equals(Changed.UNSET)
                                || changed.now().equals(Changed.UNSET)))
                .toList();
    }
}
