package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Engine;
import io.millrace.policy.network.NetworkShape;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * The network that says what comes after a step is worth: an older or slower copy of the one that learns, so
 * that its targets do not move with every gradient step. Where it pays, it follows and computes on a thread of its
 * own while the other network computes; both ways give the same bits.
 *
 * @see <a href="https://doi.org/10.1038/nature14236">Mnih et al. 2015, algorithm 1</a>, for copies
 * @see <a href="https://arxiv.org/abs/1509.02971">Lillicrap et al. 2016, algorithm 1</a>, for a soft way
 */
final class TargetNetwork implements AutoCloseable {

    /**
     * Products in a forward pass from which a thread of its own pays: below, a pass is over before another thread is
     * well awake, and the other core has better things to do. Measured, see
     * {@code docs/decisions/0024-values-of-many-actions.md}.
     */
    private static final long PRODUCTS_THAT_PAY = 200_000_000;

    private static final float[] NO_VALUES = {};
    private static final Future<?> DONE = CompletableFuture.completedFuture(null);

    private final TargetSettings settings;
    private final Engine engine;
    private final int outputsOfRow;
    private final long productsThatPay;
    private final long productsOfRow;
    private final float[] parameters;
    /** A gradient step has three things done at most: follow, load, and what {@link #begin} asks. */
    private final Aside aside = new Aside("target-network", 3);

    private boolean pays;
    private float[] outputs = {};
    private Future<?> followed = DONE;
    private Future<?> loaded = DONE;
    private Future<?> valued = DONE;

    TargetNetwork(TargetSettings settings, LearningTask task) {
        this(settings, task, PRODUCTS_THAT_PAY);
    }

    /** Follows a network of a shape of its own. */
    TargetNetwork(TargetSettings settings, LearningTask task, NetworkShape shape) {
        this(settings, task, shape, PRODUCTS_THAT_PAY);
    }

    /** Has a thread of its own for forward passes of at least so many products. */
    TargetNetwork(TargetSettings settings, LearningTask task, long productsThatPay) {
        this(settings, task, task.shape(), productsThatPay);
    }

    private TargetNetwork(TargetSettings settings, LearningTask task, NetworkShape shape, long productsThatPay) {
        this.settings = settings;
        this.productsThatPay = productsThatPay;
        engine = task.engines().apply(shape);
        outputsOfRow = shape.policyOutputs();
        // An engine knows the parameters of one part, and goes through them for each.
        productsOfRow = (long) engine.parameterCount() * shape.parts();
        parameters = new float[engine.parameterCount()];
    }

    /** Becomes what the other network is now. */
    void copy(float[] online) {
        settleAll();
        approach(online, 1f);
        engine.load(parameters);
    }

    /**
     * Follows a gradient step of the other network, whose parameters are not written to until {@link #values} or
     * {@link #settle} return.
     *
     * @param gradientSteps taken by now, this one included
     */
    void follow(float[] online, long gradientSteps) {
        boolean soft = settings.tau() > 0;
        if (!soft && gradientSteps % settings.copyEvery() != 0) {
            return;
        }
        float share = soft ? (float) settings.tau() : 1f;
        settleAll();
        if (pays) {
            followed = aside.begin(() -> approach(online, share));
            loaded = aside.begin(() -> engine.load(parameters));
        } else {
            approach(online, share);
            engine.load(parameters);
        }
    }

    private void approach(float[] online, float share) {
        if (share == 1) {
            System.arraycopy(online, 0, parameters, 0, parameters.length);
            return;
        }
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] += share * (online[i] - parameters[i]);
        }
    }

    /**
     * Begins to value some observations.
     *
     * @param observations not written to until {@link #values} returns
     */
    void begin(float[] observations, int rows) {
        settleAll();
        outputs = outputs.length < rows * outputsOfRow ? new float[rows * outputsOfRow] : outputs;
        float[] into = outputs;
        pays = rows * productsOfRow >= productsThatPay;
        if (pays) {
            valued = aside.begin(() -> engine.forward(observations, rows, into, NO_VALUES));
        } else {
            engine.forward(observations, rows, into, NO_VALUES);
        }
    }

    /** What it makes of the observations that {@link #begin} was given; rows x outputs, overwritten after the next. */
    float[] values() {
        settleAll();
        return outputs;
    }

    /** What it makes of some observations; rows x outputs, overwritten by the next call. */
    float[] values(float[] observations, int rows) {
        begin(observations, rows);
        return values();
    }

    /** Returns when it needs the other network's parameters no more. */
    void settle() {
        Aside.await(followed);
    }

    private void settleAll() {
        Aside.await(followed);
        Aside.await(loaded);
        Aside.await(valued);
    }

    /** Its parameters; not to be written to. */
    float[] parameters() {
        settle();
        return parameters;
    }

    @Override
    public void close() {
        aside.close();
        engine.close();
    }
}
