package io.millrace.benchmarks;

import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Branches;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import java.util.List;

/** The networks that are measured. */
final class MeasuredNetwork {

    private static final int REGIONS = 80;

    private MeasuredNetwork() {}

    /** 4-64-64-2: CartPole's. */
    static NetworkShape small(Trunk trunk) {
        return new NetworkShape(4, List.of(64, 64), Activation.TANH, 2, 0, trunk);
    }

    /** 2876-512-5752: one in which the matrix products are most of the work. */
    static NetworkShape large(Trunk trunk) {
        return new NetworkShape(2876, List.of(512), Activation.TANH, 5752, 0, trunk);
    }

    /** 80 regions of three numbers beside a branch of all 240, as the source of systems.md 1.6; one output each. */
    static NetworkShape regionsOfWhole() {
        return regions(3, 400, new Branches(List.of(15, 5), List.of(512, 95), List.of(512, 512)));
    }

    /** 80 regions of four numbers beside their mean; one output each. */
    static NetworkShape regionsOfMean() {
        return regions(4, 32, new Branches(List.of(32), List.of(), List.of(64)));
    }

    private static NetworkShape regions(int numbers, int hidden, Branches branches) {
        return new NetworkShape(
                REGIONS * numbers, List.of(hidden), Activation.TANH, REGIONS, 0, Trunk.SEPARATE, REGIONS, branches);
    }
}
