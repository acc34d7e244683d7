package io.millrace.benchmarks;

import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Initialization;
import io.millrace.policy.network.NetworkShape;
import java.util.List;

/** A network that is measured. */
record MeasuredNetwork(NetworkShape shape) {

    /** 4-64-64-2: CartPole's. */
    static final MeasuredNetwork SMALL =
            new MeasuredNetwork(new NetworkShape(4, List.of(64, 64), Activation.TANH, 2, 0));

    /** 2876-512-5752: one in which the matrix products are most of the work. */
    static final MeasuredNetwork LARGE =
            new MeasuredNetwork(new NetworkShape(2876, List.of(512), Activation.TANH, 5752, 0));

    /** The same at each call. */
    float[] parameters() {
        return Initialization.orthogonal(shape, 1);
    }
}
