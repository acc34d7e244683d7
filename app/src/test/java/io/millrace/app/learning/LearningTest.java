package io.millrace.app.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.app.evaluation.PlanComparison;
import io.millrace.app.evaluation.PlanMaker;
import io.millrace.app.evaluation.Trajectory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The examples learn what they are for, over seeds 1 to 3 or those that the system property
 * {@code millrace.learning.seeds} lists. Takes minutes: {@code mvn verify -Plearning} runs it.
 */
@Tag("learning")
class LearningTest {

    private static final double SWITCH_TOLERANCE = 0.03;

    /** Paths of growth that a policy is judged on. */
    private static final int PATHS = 20_000;

    /** Of what the best policy earns; equal fractions lack 0.618 under every law. */
    private static final double LITTLE = 0.15;

    @TempDir
    private static Path data;

    /** One training serves every test that looks at what came of it. */
    private static final Map<String, Learned> LEARNED = new ConcurrentHashMap<>();

    static LongStream seeds() {
        String seeds = System.getProperty("millrace.learning.seeds", "1,2,3");
        return Arrays.stream(seeds.split(",")).mapToLong(Long::parseLong);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void identityIsAnsweredWithoutAMistake(long seed) {
        assertThat(identity(seed).evaluation().mean()).isEqualTo(10);
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("algorithmsOfValues")
    void identityIsAnsweredWithoutAMistakeWhereTheValuesOfActionsAreLearned(String algorithm, long seed) {
        Learned identity = learned("identity-dqn", seed, "algorithm.name=" + algorithm);

        assertThat(identity.evaluation().mean()).isEqualTo(10);
    }

    static Stream<Arguments> algorithmsOfValues() {
        return overSeeds("dqn", "double-dqn", "sarsa");
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("policiesThatBalance")
    void thePoleStaysUpright(String example, long seed) {
        Learned cartPole = learned(example, seed, "evaluation.episodes=100");

        assertThat(cartPole.evaluation().mean()).isGreaterThanOrEqualTo(475);
    }

    static Stream<Arguments> policiesThatBalance() {
        return overSeeds(
                "cart-pole",
                "cart-pole-appo",
                "cart-pole-impala",
                "cart-pole-a2c",
                "cart-pole-reinforce",
                "cart-pole-trpo");
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theLinksSwingUpWithA2c(long seed) {
        Learned acrobot = learned("acrobot-a2c", seed, "evaluation.episodes=100");

        assertThat(acrobot.evaluation().mean()).isGreaterThanOrEqualTo(-100);
    }

    @ParameterizedTest(name = "{0} earns {1}, seed {2}")
    @MethodSource("policiesThatSwingUp")
    void thePendulumSwingsUp(String example, double bar, long seed) {
        Learned pendulum = learned(example, seed, "evaluation.episodes=100");

        assertThat(pendulum.evaluation().mean()).isGreaterThanOrEqualTo(bar);
    }

    static Stream<Arguments> policiesThatSwingUp() {
        return seeds().boxed()
                .flatMap(seed -> Stream.of(
                        Arguments.of("pendulum-a2c", -250, seed),
                        Arguments.of("pendulum-sac", -200, seed),
                        Arguments.of("pendulum-ddpg", -200, seed)));
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("algorithmsOfReplay")
    void thePoleStaysUprightWhereTheValuesOfActionsAreLearned(String algorithm, long seed) {
        Learned cartPole = learned("cart-pole-dqn", seed, "evaluation.episodes=100", "algorithm.name=" + algorithm);

        assertThat(cartPole.evaluation().mean()).isGreaterThanOrEqualTo(475);
    }

    static Stream<Arguments> algorithmsOfReplay() {
        return algorithmsOfValues().filter(given -> !given.get()[0].equals("sarsa"));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void allocationEarnsAllButOnePercent(long seed) {
        assertThat(caseA(seed).evaluation().mean()).isGreaterThanOrEqualTo(74.25);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void allocationSwitchesInTheMiddle(long seed) {
        assertSwitches(caseA(seed), 0.5);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void allocationWithASineEarnsAllButOnePercent(long seed) {
        assertThat(caseB(seed).evaluation().mean()).isGreaterThanOrEqualTo(66.0);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void allocationWithASineSwitchesWhereTheCoefficientsCross(long seed) {
        assertSwitches(caseB(seed), 0.2616391351, 0.6338666268, 0.7763110361);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void consumptionBeatsTheBestConstantOne(long seed) {
        assertThat(consumption(seed).evaluation().mean()).isGreaterThanOrEqualTo(29.31);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theConsumedFractionIsNearTheBestOne(long seed) {
        List<float[]> greedy = consumption(seed).greedy();

        assertThat(new double[] {greedy.get(0)[0], greedy.get(10)[0], greedy.get(19)[0]})
                .satisfies(fractions -> {
                    assertThat(fractions[0]).isCloseTo(0.07582, Percentage.withPercentage(20));
                    assertThat(fractions[1]).isCloseTo(0.11596, Percentage.withPercentage(20));
                    assertThat(fractions[2]).isCloseTo(0.51282, Percentage.withPercentage(20));
                });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void a004A10ConsumptionLacksLittleWhereGrowthIsDrawnAnewEachYear(long seed) {
        assertThat(discreteGrowth(seed).gap(PATHS).high()).isLessThanOrEqualTo(0.1);
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("examplesOfOtherLaws")
    void a004A11ConsumptionLacksLittleWhereGrowthGoesOnFromTheYearBefore(String example, long seed) {
        assertThat(learned(example, seed).gap(PATHS).high()).isLessThanOrEqualTo(LITTLE);
    }

    static Stream<Arguments> examplesOfOtherLaws() {
        return overSeeds("consumption-s2", "consumption-s3");
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("otherLaws")
    void a004A12AsLittleIsLackedUnderALawThatWasNotLearnedUnder(String law, long seed) {
        assertThat(discreteGrowth(seed).gap(PATHS, "environment.law=" + law).high())
                .isLessThanOrEqualTo(LITTLE);
    }

    static Stream<Arguments> otherLaws() {
        return overSeeds("brownian", "poisson");
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyTargetOfTheToyCityIsMetWithinTwentySteps(long seed) {
        PlanMaker plans = toyCity(seed).plans(40).policy();

        assertThat(plans.met()).isEqualTo(40);
        assertThat(plans.meanSteps()).isLessThanOrEqualTo(20);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aTargetOfTheToyCityThatWasNeverSeenIsComeNearTo(long seed) {
        Trajectory plan = toyCity(seed)
                .plans(1, "environment.targets.kind=evaluation")
                .policy()
                .first();

        assertThat(plan.start() - plan.end()).isGreaterThanOrEqualTo(0.2);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void halfTheWayToAnyTargetOfACityIsGoneWhileChanceLeadsAway(long seed) {
        PlanComparison plans = learned("land-use", seed).plans(100);

        assertThat(plans.policy().reduction()).isGreaterThanOrEqualTo(0.5);
        assertThat(plans.random().reduction()).isNegative();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void halfTheWayIsGoneByOneNetworkForAllAreas(long seed) {
        PlanComparison plans = smallCityByAreas(seed).plans(100);

        assertThat(plans.policy().reduction()).isGreaterThanOrEqualTo(0.5);
        assertThat(plans.random().reduction()).isNegative();
    }

    private static Stream<Arguments> overSeeds(String... names) {
        return Stream.of(names).flatMap(name -> seeds().mapToObj(seed -> Arguments.of(name, seed)));
    }

    private static Learned smallCityByAreas(long seed) {
        return learned(
                "land-use-areas",
                seed,
                "environment.surrogate.areas=20",
                "policy.parts=20",
                "environment.targets.least=1",
                "environment.targets.most=5",
                "environment.steps=20",
                "learner.steps=30000");
    }

    private static Learned toyCity(long seed) {
        return learned("land-use-toy", seed);
    }

    private static Learned identity(long seed) {
        return learned("identity", seed);
    }

    private static Learned caseA(long seed) {
        return learned("allocation", seed);
    }

    private static Learned caseB(long seed) {
        return learned("allocation", seed, "environment.coefficients=case-b");
    }

    private static Learned consumption(long seed) {
        return learned("consumption", seed);
    }

    private static Learned discreteGrowth(long seed) {
        return learned("consumption-s1", seed);
    }

    private static Learned learned(String example, long seed, String... overrides) {
        return LEARNED.computeIfAbsent(
                example + " " + seed + " " + String.join(" ", overrides),
                key -> Learned.from(data, example, seed, overrides));
    }

    private static void assertSwitches(Learned learned, double... expected) {
        List<Double> switches = learned.switches();
        assertThat(switches).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(switches.get(i)).isCloseTo(expected[i], within(SWITCH_TOLERANCE));
        }
    }
}
