package io.millrace.datasets.rows;

import java.io.IOException;

/** Writes a file of rows. One thread at a time. */
public interface RowWriter extends AutoCloseable {

    /** Writes the next row. */
    void write(StepRow row) throws IOException;

    /** Ends the file, which is whole only then. */
    @Override
    void close() throws IOException;
}
