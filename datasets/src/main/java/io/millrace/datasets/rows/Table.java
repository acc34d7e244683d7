package io.millrace.datasets.rows;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A file with rows and named columns, read once from its beginning. One thread at a time. */
public interface Table extends AutoCloseable {

    /** Names of its columns, in their order. */
    List<String> columns();

    /** What the file says of itself beside its rows. */
    Map<String, String> metadata();

    /**
     * Comes to the next row.
     *
     * @return whether there is one
     * @throws IOException if the file is damaged
     */
    boolean next() throws IOException;

    /** Where the row stands, as people count: a line of a text file, else the row, both from 1. */
    long place();

    /**
     * A cell of the row: a {@link Long}, {@link Float}, {@link Double}, {@link Boolean} or {@link String}, a float[] for
     * a list of numbers, a byte[] of 0 and 1 for a list of flags; null where it is empty.
     *
     * @param column its index
     */
    @Nullable
    Object cell(int column) throws IOException;

    @Override
    void close() throws IOException;
}
