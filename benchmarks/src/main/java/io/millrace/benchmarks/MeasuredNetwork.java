package io.millrace.benchmarks;

import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import java.util.List;

/** The networks that are measured. */
final class MeasuredNetwork {

    private MeasuredNetwork() {}

    /** 4-64-64-2: CartPole's. */
    static NetworkShape small(Trunk trunk) {
        return new NetworkShape(4, List.of(64, 64), Activation.TANH, 2, 0, trunk);
    }

    /** 2876-512-5752: one in which the matrix products are most of the work. */
    static NetworkShape large(Trunk trunk) {
        return new NetworkShape(2876, List.of(512), Activation.TANH, 5752, 0, trunk);
    }
}
