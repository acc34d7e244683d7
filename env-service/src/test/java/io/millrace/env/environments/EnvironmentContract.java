package io.millrace.env.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.management.ThreadMXBean;
import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.space.ActionSpace;
import io.millrace.policy.space.ActionSpace.Box;
import io.millrace.policy.space.ActionSpace.Discrete;
import io.millrace.policy.space.ActionSpace.MultiBinary;
import io.millrace.policy.space.ActionSpace.Simplex;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * What every environment promises. A test of an environment extends it once for each set of
 * parameters that leads through other code.
 */
abstract class EnvironmentContract {

    /** Above every limit that an environment in these tests sets to its episodes. */
    private static final int STEPS_THAT_END_ANY_EPISODE = 100_000;

    /** Numbers before and after the place that an environment may write to. */
    private static final int MARGIN = 3;

    abstract EnvironmentParameters parameters();

    @Test
    void theDescriptionIsComplete() {
        Environment.Description description = parameters().create().description();

        assertThat(Environments.names()).contains(description.name());
        assertThat(Environments.parametersType(description.name()))
                .isEqualTo(parameters().getClass());
        assertThat(description.version()).isNotBlank();
        assertThat(description.observationSize()).isPositive();
        assertThat(description.discount()).isBetween(Double.MIN_VALUE, 1.0);
    }

    @Test
    void everyCopyHasTheSameDescription() {
        assertThat(parameters().create().description())
                .isEqualTo(parameters().create().description());
    }

    @Test
    void observationsAreFinite() {
        for (float[] line : episode(parameters().create(), 1)) {
            for (float number : line) {
                assertThat(number).isFinite();
            }
        }
    }

    @Test
    void anObservationIsAsLargeAsDescribedAndBeginsWhereItShould() {
        Environment environment = parameters().create();
        int size = environment.description().observationSize();
        environment.reset(new CounterRandom(2));
        float[] around = new float[size + 2 * MARGIN];
        Arrays.fill(around, Float.NaN);

        environment.observe(around, MARGIN);

        for (int i = 0; i < around.length; i++) {
            boolean inside = i >= MARGIN && i < MARGIN + size;
            assertThat(Float.isNaN(around[i])).as("number %d is untouched", i).isEqualTo(!inside);
        }
    }

    @Test
    void anActionBeginsWhereItShould() {
        Environment here = parameters().create();
        Environment there = parameters().create();
        int width = here.description().actionSpace().width();
        here.reset(new CounterRandom(3));
        there.reset(new CounterRandom(3));
        float[] action = new float[width];
        new RandomActions(here, 3).write(action, 0);
        float[] around = new float[width + 2 * MARGIN];
        Arrays.fill(around, Float.NaN);
        System.arraycopy(action, 0, around, MARGIN, width);

        assertThat(there.step(around, MARGIN)).isEqualTo(here.step(action, 0));
        assertThat(there.reward()).isEqualTo(here.reward());
    }

    @Test
    void theSameSeedGivesTheSameEpisode() {
        assertThat(episode(parameters().create(), 4))
                .isDeepEqualTo(episode(parameters().create(), 4));
    }

    @Test
    void anEpisodeDoesNotDependOnTheOneBefore() {
        Environment environment = parameters().create();
        episode(environment, 5);

        assertThat(episode(environment, 6)).isDeepEqualTo(episode(parameters().create(), 6));
    }

    @Test
    void resetWorksInTheMiddleOfAnEpisode() {
        Environment environment = parameters().create();
        environment.reset(new CounterRandom(7));
        float[] action = new float[environment.description().actionSpace().width()];
        new RandomActions(environment, 7).write(action, 0);
        environment.step(action, 0);

        assertThat(episode(environment, 8)).isDeepEqualTo(episode(parameters().create(), 8));
    }

    @Test
    void twoCopiesDoNotDisturbEachOther() {
        Environment first = parameters().create();
        Environment second = parameters().create();
        Recorder firstRecorder = new Recorder(first, 9);
        Recorder secondRecorder = new Recorder(second, 10);

        while (firstRecorder.running || secondRecorder.running) {
            firstRecorder.step();
            secondRecorder.step();
        }

        assertThat(firstRecorder.episode()).isDeepEqualTo(episode(parameters().create(), 9));
        assertThat(secondRecorder.episode()).isDeepEqualTo(episode(parameters().create(), 10));
    }

    @Test
    void aMaskedActionIsRefusedAndChangesNothing() {
        Environment environment = parameters().create();
        if (!environment.masksActions()) {
            assertThatIllegalStateException().isThrownBy(() -> environment.mask(new byte[1], 0));
            return;
        }
        Recorder recorder = new Recorder(environment, 16);
        byte[] mask = new byte[((Discrete) environment.description().actionSpace()).choices()];
        environment.mask(mask, 0);
        for (int action = 0; action < mask.length; action++) {
            if (mask[action] == 0) {
                float[] masked = {action};
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> environment.step(masked, 0))
                        .withMessageContaining("was given action " + action);
            }
        }
        while (recorder.running) {
            recorder.step();
        }

        assertThat(recorder.episode()).isDeepEqualTo(episode(parameters().create(), 16));
    }

    @Test
    void everyEpisodeEnds() {
        assertThat(episode(parameters().create(), 11).length).isLessThan(STEPS_THAT_END_ANY_EPISODE);
    }

    @Test
    void anActionOutsideTheSpaceIsRefusedByName() {
        Environment environment = parameters().create();
        for (float[] invalid : invalidActions(environment.description().actionSpace())) {
            environment.reset(new CounterRandom(12));
            assertThatIllegalArgumentException()
                    .as(Arrays.toString(invalid))
                    .isThrownBy(() -> environment.step(invalid, 0))
                    .withMessageContaining(environment.description().name())
                    .withMessageContaining("was given");
        }
    }

    @Test
    void aRefusedActionChangesNothing() {
        Environment environment = parameters().create();
        Recorder recorder = new Recorder(environment, 13);
        for (float[] invalid : invalidActions(environment.description().actionSpace())) {
            assertThatIllegalArgumentException().isThrownBy(() -> environment.step(invalid, 0));
        }
        while (recorder.running) {
            recorder.step();
        }

        assertThat(recorder.episode()).isDeepEqualTo(episode(parameters().create(), 13));
    }

    @Test
    void aStepBeforeTheFirstResetIsRefused() {
        Environment environment = parameters().create();
        float[] action = new float[environment.description().actionSpace().width()];

        assertThatIllegalStateException()
                .isThrownBy(() -> environment.step(action, 0))
                .withMessageContaining("reset");
    }

    @Test
    void aStepAfterTheEndIsRefused() {
        Environment environment = parameters().create();
        episode(environment, 14);
        float[] action = new float[environment.description().actionSpace().width()];
        new RandomActions(environment, 14).write(action, 0);

        assertThatIllegalStateException()
                .isThrownBy(() -> environment.step(action, 0))
                .withMessageContaining("reset");
    }

    @Test
    void figuresHaveFewAndDistinctNamesThatNeverChange() {
        List<String> names = figureNames(parameters().create());

        assertThat(names)
                .hasSizeLessThanOrEqualTo(Measured.MOST_FIGURES)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z0-9-]+"))
                .isEqualTo(figureNames(parameters().copies().get()));
        Environment played = parameters().create();
        episode(played, 17);
        assertThat(figureNames(played)).isEqualTo(names);
    }

    @Test
    void everyFigureOfAnEpisodeIsAFiniteNumber() {
        Recorder recorder = new Recorder(parameters().create(), 18);
        recorder.play();

        for (double figure : recorder.figures()) {
            assertThat(figure).isFinite();
        }
    }

    @Test
    void figuresDoNotDependOnTheEpisodeBeforeOrOnOtherCopies() {
        Supplier<Environment> copies = parameters().copies();
        Environment environment = copies.get();
        new Recorder(environment, 19).play();
        Recorder recorder = new Recorder(environment, 20);
        Recorder beside = new Recorder(copies.get(), 21);
        while (recorder.running || beside.running) {
            recorder.step();
            beside.step();
        }
        Recorder alone = new Recorder(parameters().create(), 20);
        alone.play();

        assertThat(recorder.figures()).isEqualTo(alone.figures());
    }

    @Test
    void copiesThatShareAreLikeThoseThatDoNot() {
        assertThat(episode(parameters().copies().get(), 22))
                .isDeepEqualTo(episode(parameters().create(), 22));
    }

    private static List<String> figureNames(Environment environment) {
        return environment instanceof Measured measured ? measured.figures() : List.of();
    }

    @Test
    void nothingIsAllocatedPerStep() {
        Environment environment = parameters().create();
        CounterRandom chance = new CounterRandom(15);
        RandomActions actions = new RandomActions(environment, 15);
        float[] action = new float[environment.description().actionSpace().width()];
        float[] observation = new float[environment.description().observationSize()];
        double[] figures = new double[figureNames(environment).size()];
        int steps = 50_000;
        allocatedBy(() -> run(environment, chance, actions, action, observation, figures, steps));

        long bytes = allocatedBy(() -> run(environment, chance, actions, action, observation, figures, steps));

        // The measurement allocates a few objects itself; a single one per step would be 800,000 bytes.
        assertThat(bytes).isLessThan(steps / 10);
    }

    private static void run(
            Environment environment,
            CounterRandom chance,
            RandomActions actions,
            float[] action,
            float[] observation,
            double[] figures,
            int steps) {
        boolean running = false;
        for (int i = 0; i < steps; i++) {
            if (!running) {
                environment.reset(chance);
            }
            environment.observe(observation, 0);
            actions.write(action, 0);
            running = environment.step(action, 0) == EpisodeStatus.RUNNING;
            if (!running && environment instanceof Measured measured) {
                measured.measure(environment.reward(), figures);
            }
        }
    }

    private static long allocatedBy(Runnable task) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        task.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static List<float[]> invalidActions(ActionSpace space) {
        List<float[]> invalid = new ArrayList<>();
        if (space instanceof Discrete discrete) {
            for (float action : new float[] {Float.NaN, -1, 0.5f, discrete.choices(), Float.POSITIVE_INFINITY}) {
                invalid.add(new float[] {action});
            }
        } else if (space instanceof Box box) {
            for (int i = 0; i < box.width(); i++) {
                float below = Math.nextDown(box.low().get(i).floatValue());
                float above = Math.nextUp(box.high().get(i).floatValue());
                for (float number : new float[] {Float.NaN, below, above, Float.NEGATIVE_INFINITY}) {
                    float[] action = new float[box.width()];
                    for (int j = 0; j < action.length; j++) {
                        action[j] = box.low().get(j).floatValue();
                    }
                    action[i] = number;
                    invalid.add(action);
                }
            }
        } else if (space instanceof Simplex simplex) {
            float[] nothing = new float[simplex.size()];
            float[] tooMuch = nothing.clone();
            tooMuch[0] = 1.001f;
            float[] negative = nothing.clone();
            negative[0] = 1.5f;
            negative[1] = -0.5f;
            float[] noNumber = nothing.clone();
            noNumber[1] = Float.NaN;
            invalid.addAll(List.of(nothing, tooMuch, negative, noNumber));
        } else if (space instanceof MultiBinary switches) {
            for (float number : new float[] {Float.NaN, -1, 0.5f, 2}) {
                float[] action = new float[switches.size()];
                action[switches.size() - 1] = number;
                invalid.add(action);
            }
        }
        return invalid;
    }

    /** Observation, reward and status of each step of an episode with random actions. */
    private static float[][] episode(Environment environment, long seed) {
        Recorder recorder = new Recorder(environment, seed);
        recorder.play();
        return recorder.episode();
    }

    private static final class Recorder {
        private final Environment environment;
        private final RandomActions actions;
        private final List<float[]> lines = new ArrayList<>();
        private boolean running = true;
        private double total;
        private double weight = 1;

        Recorder(Environment environment, long seed) {
            this.environment = environment;
            this.actions = new RandomActions(environment, seed);
            environment.reset(new CounterRandom(seed));
            record(EpisodeStatus.RUNNING);
        }

        void play() {
            while (running && lines.size() <= STEPS_THAT_END_ANY_EPISODE) {
                step();
            }
        }

        void step() {
            if (running) {
                float[] action =
                        new float[environment.description().actionSpace().width()];
                actions.write(action, 0);
                EpisodeStatus status = environment.step(action, 0);
                record(status);
                running = status == EpisodeStatus.RUNNING;
                total += weight * environment.reward();
                weight *= environment.description().discount();
            }
        }

        private void record(EpisodeStatus status) {
            int size = environment.description().observationSize();
            float[] line = new float[size + 2];
            environment.observe(line, 0);
            line[size] = (float) environment.reward();
            line[size + 1] = switch (status) {
                case RUNNING -> 0;
                case TERMINATED -> 1;
                case TRUNCATED -> 2;
            };
            lines.add(line);
        }

        /** Of the episode that was played to its end. */
        double[] figures() {
            double[] figures = new double[figureNames(environment).size()];
            Arrays.fill(figures, Double.NaN);
            if (environment instanceof Measured measured) {
                measured.measure(total, figures);
            }
            return figures;
        }

        float[][] episode() {
            return lines.toArray(float[][]::new);
        }
    }

    /** Chance that always comes out the same, in [0, 1). */
    static RandomGenerator allDraws(double value) {
        return () -> (long) (value * 0x1p53) << 11;
    }

    /** Uniform actions of any space; where the environment masks, uniform among those it allows. */
    static final class RandomActions {
        private final Environment environment;
        private final ActionSpace space;
        private final RandomGenerator random;
        private final byte[] mask;

        RandomActions(Environment environment, long seed) {
            this.environment = environment;
            this.space = environment.description().actionSpace();
            this.mask = environment.masksActions() ? new byte[((Discrete) space).choices()] : new byte[0];
            this.random = new CounterRandom(seed).at(CounterRandom.Purpose.ACTING, 0, 0, 0);
        }

        void write(float[] into, int at) {
            if (environment.masksActions()) {
                into[at] = allowedChoice();
            } else if (space instanceof Discrete discrete) {
                into[at] = random.nextInt(discrete.choices());
            } else if (space instanceof Box box) {
                for (int i = 0; i < box.width(); i++) {
                    double low = box.low().get(i);
                    into[at + i] = (float) (low + (box.high().get(i) - low) * random.nextDouble());
                }
            } else if (space instanceof Simplex simplex) {
                writeShares(simplex.size(), into, at);
            } else if (space instanceof MultiBinary switches) {
                for (int i = 0; i < switches.size(); i++) {
                    into[at + i] = random.nextInt(2);
                }
            }
        }

        // After the end of an episode nothing may be allowed; then any choice will do.
        private int allowedChoice() {
            environment.mask(mask, 0);
            int allowed = 0;
            int chosen = 0;
            for (int choice = 0; choice < mask.length; choice++) {
                if (mask[choice] != 0 && random.nextInt(++allowed) == 0) {
                    chosen = choice;
                }
            }
            return chosen;
        }

        // Exponential draws over their sum are uniform on the simplex.
        private void writeShares(int size, float[] into, int at) {
            double sum = 0;
            for (int i = 0; i < size; i++) {
                double draw = -Math.log1p(-random.nextDouble());
                into[at + i] = (float) draw;
                sum += draw;
            }
            for (int i = 0; i < size; i++) {
                into[at + i] = (float) (into[at + i] / sum);
            }
        }
    }
}
