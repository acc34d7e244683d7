package io.millrace.app.comparison;

import java.util.List;

/**
 * Results that someone else printed, to be set beside ours; the section {@code comparison.published} of a study.
 *
 * @param source  where they stand
 * @param rows    what was printed for which entry
 * @param remarks how they are to be read, a sentence or two each
 */
public record Published(String source, List<Row> rows, List<String> remarks) {

    /**
     * A printed row.
     *
     * @param entry       of the study that it belongs to
     * @param mean        mean return
     * @param convergence episode of convergence; 0 for none
     */
    public record Row(String entry, double mean, int convergence) {}

    public Published {
        rows = List.copyOf(rows);
        remarks = List.copyOf(remarks);
    }
}
