package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.KernelEngine;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.returns.Ends;
import io.millrace.policy.NetworkPolicy;
import io.millrace.policy.Policy;
import io.millrace.policy.distribution.ActionDistribution;
import io.millrace.policy.distribution.Distributions;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Initialization;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.space.ActionSpace;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every algorithm keeps to. A new one extends this with its name and settings. */
public abstract class AlgorithmContract {

    private static final int UNROLLS = 3;

    private final String family = Algorithms.distributions(name(), space()).get(0);
    private final NetworkShape network = network();
    private final float[] initial = Initialization.orthogonal(network, 11);

    /** As settings name it. */
    protected abstract String name();

    /** Some settings that learn. */
    protected abstract Record settings();

    /** What is acted in. */
    protected ActionSpace space() {
        return new ActionSpace.Discrete(3);
    }

    private NetworkShape network() {
        ActionDistribution distribution = Distributions.of(family, space());
        return new NetworkShape(
                4,
                List.of(8),
                Activation.TANH,
                distribution.outputs(),
                distribution.freeParameters(),
                Algorithms.learns(name()).policyAlone() ? Trunk.NONE : Trunk.SEPARATE);
    }

    @Test
    void theSameInputsGiveTheSameBits() {
        float[] once = initial.clone();
        float[] again = initial.clone();

        UpdateReport report = update(algorithm(), once, 1);
        UpdateReport repeated = update(algorithm(), again, 1);

        assertThat(again).isEqualTo(once);
        assertThat(repeated).isEqualTo(report);
    }

    @Test
    void goingOnFromACheckpointIsTheSameAsNeverHavingStopped() {
        float[] parameters = initial.clone();
        Algorithm algorithm = algorithm();
        update(algorithm, parameters, 1);
        update(algorithm, parameters, 2);
        float[] saved = parameters.clone();
        Algorithm restored = algorithm();
        if (algorithm.memory() > 0) {
            restored.remember(batch(1), 0);
            restored.remember(batch(2), stepsBefore(2));
        }
        restored.restore(algorithm.state());
        restored.restoreArrays(algorithm.arrays());
        restored.optimizer()
                .restore(algorithm.optimizer().state(), algorithm.optimizer().steps());

        update(algorithm, parameters, 3);
        update(restored, saved, 3);

        assertThat(saved).isEqualTo(parameters);
        assertThat(restored.state()).isEqualTo(algorithm.state());
        assertThat(restored.arrays()).usingRecursiveComparison().isEqualTo(algorithm.arrays());
    }

    @Test
    void whatItsEngineComputedByBeforeMakesNoDifference() {
        float[] fresh = initial.clone();
        float[] used = initial.clone();
        Engine engine = new KernelEngine(network);
        Algorithm algorithm = algorithm(engine);
        engine.load(Initialization.orthogonal(network, 12));

        update(algorithm(), fresh, 1);
        update(algorithm, used, 1);

        assertThat(used).isEqualTo(fresh);
    }

    @Test
    void anUpdateReadsTheBatchAndLeavesItAsItWas() {
        UnrollBatch batch = batch(1);
        UnrollBatch untouched = batch(1);

        algorithm().update(batch, initial.clone(), new UpdateContext(1, 0));

        assertThat(batch).usingRecursiveComparison().isEqualTo(untouched);
    }

    @Test
    void whatItReportsAndLearnsIsFinite() {
        float[] parameters = initial.clone();

        UpdateReport report = update(algorithm(), parameters, 1);

        assertThat(DoubleStream.of(
                        report.policyLoss(),
                        report.valueLoss(),
                        report.entropy(),
                        report.approximateKl(),
                        report.clipFraction(),
                        report.explainedVariance(),
                        report.gradientNorm()))
                .allMatch(Double::isFinite);
        for (float parameter : parameters) {
            assertThat(parameter).isFinite();
        }
    }

    @Test
    void theNumbersOfAnotherAlgorithmAreRefused() {
        assertThatThrownBy(() -> algorithm().restore(Map.of("of-another", 1.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("of-another")
                .hasMessageContaining(name());
    }

    @Test
    void theArraysOfAnotherAlgorithmAreRefused() {
        assertThatThrownBy(() -> algorithm().restoreArrays(Map.of("of-another", new float[1])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("of-another");
    }

    @Test
    void itsDefaultsNameEverySettingAndNoOther() {
        List<String> expected = keys("", Algorithms.settingsType(name())).toList();

        List<String> found = lines(Algorithms.defaults(name()))
                .filter(line -> line.matches(" *[a-z].*"))
                .map(line -> line.substring(0, line.indexOf(':')))
                .toList();

        assertThat(found).isEqualTo(expected);
    }

    @Test
    void itsDefaultsExplainEverySetting() {
        List<String> document = lines(Algorithms.defaults(name())).toList();

        for (int i = 0; i < document.size(); i++) {
            if (document.get(i).matches(" *[a-z].*")) {
                assertThat(document.get(i - 1).strip()).startsWith("# ");
            }
        }
    }

    private Algorithm algorithm() {
        return algorithm(new KernelEngine(network));
    }

    private Algorithm algorithm(Engine engine) {
        Algorithm algorithm = Algorithms.create(
                name(),
                settings(),
                new LearningTask(
                        network, Distributions.of(family, space()), engine, 23, 100L * UNROLLS * shape().stepRows()));
        algorithm.begin(initial.clone());
        return algorithm;
    }

    private UpdateReport update(Algorithm algorithm, float[] parameters, long number) {
        return algorithm.update(batch(number), parameters, new UpdateContext(number, stepsBefore(number)));
    }

    private long stepsBefore(long number) {
        return (number - 1) * UNROLLS * shape().stepRows();
    }

    private UnrollBatch batch(long number) {
        Policy policy = new NetworkPolicy(network, Distributions.of(family, space()));
        float[] behaviour = Initialization.orthogonal(network, 17);
        // Where values are learned, epsilon; where noise explores, its deviation.
        Arrays.fill(behaviour, network.freeOffset(), behaviour.length, .5f);
        policy.load(behaviour);
        return new DrawnExperience(shape(), new Chance(), 29).draw(policy, UNROLLS, number);
    }

    private UnrollShape shape() {
        return new UnrollShape(
                5, 4, 4, space(), Distributions.of(family, space()).sampledWidth());
    }

    private static Stream<String> lines(String document) {
        return document.lines();
    }

    /** Every key in order, those of a record within by two spaces more. */
    private static Stream<String> keys(String indent, Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .flatMap(component -> Stream.concat(
                        Stream.of(indent + key(component)),
                        component.getType().isRecord() ? keys(indent + "  ", component.getType()) : Stream.of()));
    }

    private static String key(RecordComponent component) {
        return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** Observations, rewards and ends by chance. */
    private static final class Chance implements DrawnExperience.Task {

        @Override
        public void observe(CounterRandom random, float[] into, int at) {
            for (int i = 0; i < 4; i++) {
                into[at + i] = (float) random.nextDouble(-1, 1);
            }
        }

        @Override
        public float reward(float[] observations, int at, float[] actions, int actionAt) {
            return observations[at] * actions[actionAt];
        }

        @Override
        public byte end(CounterRandom random) {
            double draw = random.nextDouble();
            return draw < .1 ? Ends.TERMINATED : draw < .2 ? Ends.TRUNCATED : 0;
        }
    }
}
