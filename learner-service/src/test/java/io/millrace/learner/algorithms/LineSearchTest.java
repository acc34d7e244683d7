package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learner.algorithms.LineSearch.Point;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LineSearchTest {

    private final LineSearch search = new LineSearch(4, .5, .01);
    private final List<Double> shares = new ArrayList<>();

    @Test
    void theWholeStepIsTakenWhereItIsNearEnoughAndBetter() {
        assertThat(searched(2, share -> new Point(2.5, .01))).isEqualTo(new Point(2.5, .01));
        assertThat(shares).containsExactly(1.0);
    }

    @Test
    void itGoesBackWhileThePolicyIsTooFar() {
        assertThat(searched(2, share -> new Point(2.5, .03 * share))).isEqualTo(new Point(2.5, .0075));
        assertThat(shares).containsExactly(1.0, .5, .25);
    }

    @Test
    void itGoesBackWhileTheSurrogateIsNoBetter() {
        assertThat(searched(2, share -> new Point(share > .5 ? 2 : 2.1, 0))).isEqualTo(new Point(2.1, 0));
        assertThat(shares).containsExactly(1.0, .5);
    }

    @Test
    void whatIsTooFarEverywhereIsRefused() {
        assertThat(searched(2, share -> new Point(9, .02))).isNull();
        assertThat(shares).containsExactly(1.0, .5, .25, .125);
    }

    @Test
    void whatIsNowhereBetterIsRefused() {
        assertThat(searched(2, share -> new Point(2, 0))).isNull();
    }

    @Test
    void aDivergenceThatIsNoNumberIsRefused() {
        assertThat(searched(2, share -> new Point(9, Double.NaN))).isNull();
    }

    @Test
    void aSurrogateThatIsNoNumberIsRefused() {
        assertThat(searched(2, share -> new Point(Double.NaN, 0))).isNull();
    }

    private @Nullable Point searched(double before, LineSearch.Trial trial) {
        return search.search(before, share -> {
            shares.add(share);
            return trial.at(share);
        });
    }
}
