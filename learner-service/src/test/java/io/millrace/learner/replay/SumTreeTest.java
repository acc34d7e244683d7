package io.millrace.learner.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SumTreeTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 15, 16, 17, 100, 1000})
    void everyPointIsFoundInTheNumberThatItLiesIn(int count) {
        float[] numbers = wholeNumbers(count, 3);
        SumTree tree = treeOf(numbers);

        // Whole numbers are added up without rounding.
        double before = 0;
        for (int i = 0; i < count; i++) {
            for (double point = before; point < before + numbers[i]; point += .5) {
                assertThat(tree.find(point)).isEqualTo(i);
            }
            before += numbers[i];
        }
        assertThat(tree.total()).isEqualTo(before);
    }

    @Test
    void aNumberOfZeroIsNeverFound() {
        SumTree tree = new SumTree(100);
        tree.set(40, .1f);

        assertThat(tree.find(0)).isEqualTo(40);
        // Where rounding may lead.
        assertThat(tree.find(tree.total())).isEqualTo(40);
        assertThat(tree.find(1)).isEqualTo(40);
    }

    @Test
    void theSumsDoNotDependOnHowTheNumbersCameAbout() {
        SplittableRandom random = new SplittableRandom(1);
        SumTree worn = new SumTree(333);
        for (int i = 0; i < 10_000; i++) {
            worn.set(random.nextInt(333), (float) random.nextDouble(1e-6, 1e6));
        }
        worn.fill(20, 90, .3f);
        float[] numbers = new float[333];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = worn.get(i);
        }

        SumTree copied = new SumTree(333);
        copied.copy(numbers, 0, 0, 333);

        assertThat(copied.total()).isEqualTo(worn.total());
        for (int i = 0; i < 1000; i++) {
            double point = random.nextDouble() * copied.total();
            assertThat(copied.find(point)).isEqualTo(worn.find(point));
        }
    }

    @Test
    void aRangeIsFilledAsOneByOne() {
        SumTree filled = treeOf(wholeNumbers(100, 1));
        SumTree set = treeOf(wholeNumbers(100, 1));

        filled.fill(13, 77, 2);
        for (int i = 13; i < 77; i++) {
            set.set(i, 2);
        }

        assertThat(filled.total()).isEqualTo(set.total());
        for (double point = 0; point < set.total(); point++) {
            assertThat(filled.find(point)).isEqualTo(set.find(point));
        }
    }

    private static SumTree treeOf(float[] numbers) {
        SumTree tree = new SumTree(numbers.length);
        for (int i = 0; i < numbers.length; i++) {
            tree.set(i, numbers[i]);
        }
        return tree;
    }

    /** From 0 to 4. */
    private static float[] wholeNumbers(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextInt(5);
        }
        return numbers;
    }
}
