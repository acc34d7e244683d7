package io.millrace.benchmarks;

/** Who is compared, in the parameter {@code engine} of a benchmark. */
final class Contenders {

    /** Deeplearning4j without us: what ratios are taken against. */
    static final String PLAIN = "plain-dl4j";

    /**
     * A learning rate that moves no float32 parameter, so that the last update of a measurement is given
     * the same work as the first.
     */
    static final double STANDSTILL = 1e-12;

    private Contenders() {}
}
