package io.millrace.learner;

import io.millrace.messages.Update;
import java.util.List;

/** Where what an algorithm remembered is read back from. */
interface Memory {

    /**
     * Lets a learner remember what these updates learned from, in their order.
     *
     * @param entries of the ledger, oldest first; none is fine
     * @throws LedgerException if an unroll that an entry names is not on the log any more
     */
    void remember(List<Update> entries, Learner learner);
}
