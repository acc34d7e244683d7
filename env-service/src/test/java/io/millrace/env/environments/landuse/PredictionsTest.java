package io.millrace.env.environments.landuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PredictionsTest {

    // Not a multiple of four, so that the rows that are walked singly are walked too.
    private static final int ROWS = 11;
    private static final int FEATURES = 9;

    private final SplittableRandom random = new SplittableRandom(7);
    private final Regressor first = regressor(3, 50);
    private final Regressor second = regressor(-40, 31);
    private final BoostedTrees trees = new BoostedTrees(FEATURES, List.of(first, second));
    private final double[][] features = new double[ROWS][FEATURES];

    // Few thresholds, so that many trees share them and numbers lie on them.
    private Regressor regressor(double baseline, int trees) {
        return RandomTrees.regressor(baseline, trees, FEATURES, feature -> random.nextInt(12), random);
    }

    private void draw() {
        for (double[] row : features) {
            Arrays.setAll(row, feature -> drawn());
        }
    }

    private double drawn() {
        return random.nextInt(-2, 28) / 2.0;
    }

    private Predictions walked() {
        Predictions predictions = new Predictions(trees, ROWS);
        for (int row = 0; row < ROWS; row++) {
            for (int feature = 0; feature < FEATURES; feature++) {
                predictions.rank(row, feature, features[row][feature]);
            }
        }
        predictions.walkAll();
        return predictions;
    }

    @Test
    void walkingAllTreesGivesTheSumOfTheirLeaves() {
        draw();

        Predictions predictions = walked();

        for (int row = 0; row < ROWS; row++) {
            assertThat(predictions.prediction(row, 0))
                    .isCloseTo(RandomTrees.predicted(first, features[row]), within(1e-12));
            assertThat(predictions.prediction(row, 1))
                    .isCloseTo(RandomTrees.predicted(second, features[row]), within(1e-12));
        }
    }

    @Test
    void aNumberOnAThresholdGoesLeft() {
        RegressionTree stump = new RegressionTree(
                new int[3], new double[] {0.5, 0, 0}, new int[] {1, -1, -1}, new int[] {2, -1, -1}, new double[] {
                    0, 1, 2
                });
        Predictions predictions = new Predictions(new BoostedTrees(1, List.of(new Regressor(10, List.of(stump)))), 2);
        predictions.rank(0, 0, 0.5);
        predictions.rank(1, 0, Math.nextUp(0.5));
        predictions.walkAll();

        assertThat(predictions.prediction(0, 0)).isEqualTo(11);
        assertThat(predictions.prediction(1, 0)).isEqualTo(12);
    }

    @Test
    void movedFeaturesPredictToTheBitWhatWalkingAllTreesPredicts() {
        draw();
        Predictions moved = walked();

        for (int change = 0; change < 200; change++) {
            int row = random.nextInt(ROWS);
            for (int i = random.nextInt(FEATURES); i >= 0; i--) {
                int feature = random.nextInt(FEATURES);
                features[row][feature] = drawn();
                moved.move(row, feature, features[row][feature]);
            }
            moved.walk(row);
        }

        Predictions anew = walked();
        for (int row = 0; row < ROWS; row++) {
            assertThat(moved.prediction(row, 0)).isEqualTo(anew.prediction(row, 0));
            assertThat(moved.prediction(row, 1)).isEqualTo(anew.prediction(row, 1));
        }
    }

    @Test
    void aRowTakenFromOthersPredictsWhatItDidThere() {
        draw();
        Predictions before = walked();
        Predictions moved = before.copy();
        moved.move(4, 2, 100);
        moved.move(4, 3, -100);
        moved.walk(4);

        moved.copyRow(before, 4);
        moved.move(4, 2, features[4][2]);
        moved.walk(4);

        assertThat(moved.prediction(4, 0)).isEqualTo(before.prediction(4, 0));
        assertThat(moved.prediction(4, 1)).isEqualTo(before.prediction(4, 1));
    }

    @Test
    void leafValuesOfAnySizeAreSummedWithoutOverflow() {
        RegressionTree leaf =
                new RegressionTree(new int[1], new double[1], new int[] {-1}, new int[] {-1}, new double[] {9e15});
        Regressor large = new Regressor(1, Collections.nCopies(2000, leaf));
        Predictions predictions = new Predictions(new BoostedTrees(1, List.of(large)), 1);
        predictions.walkAll();

        assertThat(predictions.prediction(0, 0)).isCloseTo(1.8e19, within(1e6));
    }

    @Test
    void aTreeWithMoreLeavesThanFitIsRefused() {
        int nodes = 2 * BoostedTrees.MOST_LEAVES + 1;
        int[] left = new int[nodes];
        int[] right = new int[nodes];
        for (int node = 0; node < nodes; node++) {
            left[node] = node % 2 == 0 && node + 2 < nodes ? node + 1 : -1;
            right[node] = left[node] + 1;
        }
        RegressionTree tree = new RegressionTree(new int[nodes], new double[nodes], left, right, new double[nodes]);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BoostedTrees(1, List.of(new Regressor(0, List.of(tree)))))
                .withMessageContaining("257 leaves");
    }
}
