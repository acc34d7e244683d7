package io.millrace.policy.network;

import org.jspecify.annotations.Nullable;

/**
 * The forward pass of a policy network with {@link Branches}, composed of the passes of its {@link ContextShape}'s
 * pieces: the same on an actor as in a learner's engine, so that the same pieces give the same bits. Not safe for use
 * by several threads. Arrays grow with the largest batch seen.
 */
public final class ContextPass {

    /** The forward pass of a piece. */
    @FunctionalInterface
    public interface Step {

        /**
         * Computes some rows.
         *
         * @param input  rows x the piece's inputs
         * @param rows   at least 1
         * @param output receives rows x the piece's outputs
         */
        void forward(float[] input, int rows, float[] output);
    }

    /** Parts whose head is computed together: for all of a batch its hidden layers would take gigabytes. */
    private static final int PARTS_AT_ONCE = 512;

    private final int rowsAtOnce;
    private final int parts;
    private final int outputs;
    private final Activation activation;
    private final boolean ofMean;
    private final PartRows features;
    private final PartRows units;
    private final Step part;
    private final Step context;
    private final Step own;
    private final @Nullable Step rest;

    private float[] featureRows = {};
    private float[] means = {};
    private float[] contexts = {};
    private float[] someFeatures = {};
    private float[] someUnits = {};
    private float[] someOutputs = {};

    /** @param rest null where the shape has none */
    public ContextPass(NetworkShape network, Step part, Step context, Step own, @Nullable Step rest) {
        this.part = part;
        this.context = context;
        this.own = own;
        this.rest = rest;
        ContextShape shape = network.context();
        parts = network.parts();
        outputs = network.headOutputs();
        activation = network.activation();
        ofMean = network.branches().mean();
        features = new PartRows(parts, shape.own().shape().observationSize());
        units = new PartRows(parts, shape.own().shape().policyOutputs());
        rowsAtOnce = Math.max(1, PARTS_AT_ONCE / parts);
    }

    /**
     * Computes the outputs of each row.
     *
     * @param observations rows x observation size
     * @param rows         at least 0
     * @param into         receives rows x policy outputs
     */
    public void forward(float[] observations, int rows, float[] into) {
        if (rows == 0) {
            return;
        }
        makeRoom(rows);
        part.forward(observations, rows * parts, featureRows);
        activation.apply(featureRows, rows * parts * features.width());
        if (ofMean) {
            features.mean(featureRows, rows, means);
        }
        context.forward(ofMean ? means : observations, rows, contexts);
        for (int first = 0; first < rows; first += rowsAtOnce) {
            int count = Math.min(rowsAtOnce, rows - first);
            head(first, count);
            float[] put = rest == null ? someUnits : someOutputs;
            System.arraycopy(put, 0, into, first * parts * outputs, count * parts * outputs);
        }
    }

    /** Rows whose head is computed together; those of the last {@link #head} are what {@link #units} speaks of. */
    public int rowsAtOnce() {
        return rowsAtOnce;
    }

    /** Computes the head for some rows of the last forward pass, again. */
    public void head(int first, int count) {
        System.arraycopy(
                featureRows, first * parts * features.width(), someFeatures, 0, count * parts * features.width());
        own.forward(someFeatures, count * parts, someUnits);
        units.addToEach(contexts, first * units.width(), count, someUnits);
        if (rest != null) {
            activation.apply(someUnits, count * parts * units.width());
            rest.forward(someUnits, count * parts, someOutputs);
        }
    }

    /** What the branch of the parts gave in the last forward pass, activated; rows x parts x features. */
    public float[] features() {
        return featureRows;
    }

    /** The head's first layer in the last {@link #head}, activated if others follow; count x parts x units. */
    public float[] units() {
        return someUnits;
    }

    private void makeRoom(int rows) {
        if (contexts.length < rows * units.width()) {
            featureRows = new float[rows * parts * features.width()];
            means = new float[ofMean ? rows * features.width() : 0];
            contexts = new float[rows * units.width()];
        }
        int some = Math.min(rows, rowsAtOnce) * parts;
        if (someUnits.length < some * units.width()) {
            someFeatures = new float[some * features.width()];
            someUnits = new float[some * units.width()];
            someOutputs = new float[rest == null ? 0 : some * outputs];
        }
    }
}
