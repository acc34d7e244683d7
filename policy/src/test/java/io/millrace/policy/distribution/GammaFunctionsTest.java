package io.millrace.policy.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GammaFunctionsTest {

    // Computed with 30 digits.
    @ParameterizedTest
    @CsvSource({
        "0.001, 6.9071788853838536825, -1000.5755719318103005, 1000001.642533195869",
        "0.5, 0.57236494292470008707, -1.9635100260214234794, 4.9348022005446793094",
        "1, 0, -0.57721566490153286061, 1.6449340668482264365",
        "1.5, -0.12078223763524522235, 0.036489973978576520559, 0.93480220054467930942",
        "2, 0, 0.42278433509846713939, 0.64493406684822643647",
        "3.7, 1.4280723266653879219, 1.1671535393615113859, 0.3100378576700383191",
        "10, 12.801827480081469611, 2.2517525890667211076, 0.10516633568168574612",
        "100.25, 360.28455963776423497, 4.6026712432747125591, 0.010024978698123366186",
        "12345.678, 103959.91990554606092, 9.4210208207417608869, 0.000081003287231112068383"
    })
    void agreesWithKnownValues(double x, double logGamma, double digamma, double trigamma) {
        assertThat(GammaFunctions.logGamma(x)).isCloseTo(logGamma, precision(logGamma));
        assertThat(GammaFunctions.digamma(x)).isCloseTo(digamma, precision(digamma));
        assertThat(GammaFunctions.trigamma(x)).isCloseTo(trigamma, precision(trigamma));
    }

    private static Offset<Double> precision(double expected) {
        return within(1e-12 * Math.max(1, Math.abs(expected)));
    }
}
