package io.millrace.learner.algorithms;

/**
 * Where in an update the learning is, for those who have to find what went wrong.
 *
 * @param update    number of the update
 * @param epoch     pass over the batch, from 0
 * @param minibatch in the epoch, from 0; before the first, {@link #beforeEpochs}; where there are no epochs, {@link #in}
 */
record Place(long update, int epoch, int minibatch) {

    /** Before the first epoch of an update. */
    static Place beforeEpochs(long update) {
        return new Place(update, -1, -1);
    }

    /** Anywhere in an update that has no epochs. */
    static Place in(long update) {
        return new Place(update, 0, -1);
    }

    /** Gives the number back if it is finite. */
    double requireFinite(String quantity, double found) {
        if (!Double.isFinite(found)) {
            throw new DivergedException(words(), quantity, found);
        }
        return found;
    }

    /** Passes if the first {@code count} numbers are finite. */
    void requireFinite(String quantity, float[] found, int count) {
        for (int i = 0; i < count; i++) {
            if (!Float.isFinite(found[i])) {
                throw new DivergedException(words(), quantity, found[i]);
            }
        }
    }

    private String words() {
        String words = "In update " + update;
        if (epoch < 0) {
            return words + ", before its first epoch,";
        }
        return minibatch < 0 ? words : words + ", epoch " + epoch + ", minibatch " + minibatch + ",";
    }
}
