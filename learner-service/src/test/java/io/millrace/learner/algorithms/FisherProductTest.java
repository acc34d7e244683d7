package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learner.experience.UnrollBatch;
import io.millrace.policy.distribution.Categorical;
import io.millrace.policy.distribution.NaturalDistribution;
import io.millrace.policy.random.CounterRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FisherProductTest {

    private static final double DAMPING = .25;

    @ParameterizedTest
    @CsvSource({"1, 3", "1, 300", "5, 3", "4, 600"})
    void itIsTheMeanProductOfTheScoresOfAllActionsWithThemselves(int every, int ticks) {
        DrawnSteps drawn = DrawnSteps.of("categorical");
        Rows rows = new Rows(drawn, ticks);
        double[][] matrix = rows.emptyMatrix();
        int count = 0;
        for (int row = 0; row < rows.count(); row += every) {
            count++;
            for (int action = 0; action < 3; action++) {
                rows.addProbabilityTimesSquareOfScore(row, action, matrix);
            }
        }

        agrees(rows.product(every), matrix, count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"beta", "squashed-gaussian", "gaussian", "bernoulli"})
    void itIsTheMatrixOfTheFamilyBetweenTheOutputsSlopes(String family) {
        Rows rows = new Rows(DrawnSteps.of(family), 3);
        double[][] matrix = rows.emptyMatrix();
        for (int row = 0; row < rows.count(); row++) {
            rows.addFamilysMatrixBetweenSlopes(row, matrix);
        }

        agrees(rows.product(1), matrix, rows.count());
    }

    @Test
    void alongTheFreeParametersAloneTheNetworkIsNotMoved() {
        Rows rows = new Rows(DrawnSteps.of("gaussian"), 3);
        FisherProduct fisher = rows.product(1);
        double[] product = new double[rows.size()];
        double[] everywhere = new double[rows.size()];
        Arrays.fill(everywhere, 1);
        fisher.multiply(everywhere, product);
        double[] vector = new double[rows.size()];
        vector[rows.size() - 1] = 3;

        fisher.multiply(vector, product);

        for (int i = 0; i < rows.size() - 1; i++) {
            assertThat(product[i]).isZero();
        }
        assertThat(product[rows.size() - 1]).isCloseTo(3 * (2 + DAMPING), within(1e-12));
    }

    private static void agrees(FisherProduct found, double[][] sum, int rows) {
        CounterRandom random = new CounterRandom(3);
        // From the largest down: what is left of one product would show in the next.
        for (double size : new double[] {1e4, 1, 1e-4}) {
            double[] vector = new double[sum.length];
            for (int i = 0; i < vector.length; i++) {
                vector[i] = size * random.nextGaussian();
            }
            double[] product = new double[sum.length];
            found.multiply(vector, product);
            for (int i = 0; i < vector.length; i++) {
                double expected = DAMPING * vector[i];
                for (int j = 0; j < vector.length; j++) {
                    expected += sum[i][j] / rows * vector[j];
                }
                assertThat(product[i]).as("number %d", i).isCloseTo(expected, within(1e-3 * size));
            }
        }
    }

    /** Rows of a batch one by one, with slopes from the way back alone. */
    private static final class Rows {

        private final UnrollBatch batch;
        private final PpoTargets targets;
        private final PolicyNetwork network;
        private final float[] own;
        private final Minibatch single = new Minibatch();

        Rows(DrawnSteps drawn, int ticks) {
            LearningTask task = drawn.task();
            batch = drawn.batch(ticks);
            targets = new PpoTargets(.9, .9, task, new ValueUnit(false));
            task.engine().load(drawn.parameters());
            targets.compute(batch, Place.beforeEpochs(1));
            network = new PolicyNetwork(task, (NaturalDistribution) task.distribution());
            own = new float[network.size()];
            network.read(drawn.parameters(), own);
        }

        int count() {
            return batch.stepRows();
        }

        int size() {
            return network.size();
        }

        double[][] emptyMatrix() {
            return new double[size()][size()];
        }

        FisherProduct product(int every) {
            FisherProduct product = new FisherProduct(network, DAMPING, every);
            product.begin(batch, targets, own);
            return product;
        }

        void addProbabilityTimesSquareOfScore(int row, int action, double[][] matrix) {
            float[] outputs = look(row);
            Categorical categorical = (Categorical) network.distribution();
            categorical.wrap(outputs, 0, null, 0);
            float[] sampled = {action};
            float[] slopes = new float[3];
            categorical.addGradient(sampled, 0, 1, 0, slopes, 0, new float[0]);
            double[] score = new double[size()];
            network.addGradient(slopes, new float[size()], score);
            double probability = Math.exp(categorical.logProbability(sampled, 0));
            for (int i = 0; i < size(); i++) {
                for (int j = 0; j < size(); j++) {
                    matrix[i][j] += probability * score[i] * score[j];
                }
            }
        }

        void addFamilysMatrixBetweenSlopes(int row, double[][] matrix) {
            int outputs = network.outputs();
            int free = size() - network.freeOffset();
            double[][] slopes = new double[outputs + free][size()];
            for (int output = 0; output < outputs; output++) {
                float[] one = new float[outputs];
                one[output] = 1;
                look(row);
                network.addGradient(one, new float[size()], slopes[output]);
            }
            for (int i = 0; i < free; i++) {
                slopes[outputs + i][network.freeOffset() + i] = 1;
            }
            network.distribution().useFreeParameters(own, network.freeOffset());
            network.distribution().wrap(look(row), 0, null, 0);
            for (int column = 0; column < outputs + free; column++) {
                float[] tangent = new float[outputs];
                double[] freeTangent = new double[free];
                float[] put = new float[outputs];
                double[] freePut = new double[free];
                if (column < outputs) {
                    tangent[column] = 1;
                } else {
                    freeTangent[column - outputs] = 1;
                }
                network.distribution().addFisherProduct(1, tangent, 0, freeTangent, put, 0, freePut);
                for (int line = 0; line < outputs + free; line++) {
                    double entry = line < outputs ? put[line] : freePut[line - outputs];
                    for (int i = 0; i < size(); i++) {
                        for (int j = 0; j < size(); j++) {
                            matrix[i][j] += slopes[line][i] * entry * slopes[column][j];
                        }
                    }
                }
            }
        }

        private float[] look(int row) {
            single.gather(batch, targets, new int[] {row}, 0, 1);
            network.load(own);
            float[] outputs = new float[network.outputs()];
            network.forward(single, outputs);
            return outputs;
        }
    }
}
