package io.millrace.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.Millrace;
import io.millrace.app.Millrace.Said;
import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.EngineException;
import io.millrace.learner.engine.EngineProvider;
import io.millrace.policy.network.NetworkShape;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user hears who made a mistake: what was found, what would work, and never a stack trace. */
class MistakesTest {

    private static final int FAILED = 1;
    private static final int MISTAKE = 2;

    @TempDir
    private Path folder;

    private Path data;
    private String file;

    @BeforeEach
    void writeSettings() {
        data = folder.resolve("runs");
        file = Millrace.tinyFile(folder).toString();
    }

    static List<Arguments> settings() {
        return List.of(
                Arguments.of(
                        "a misspelt key",
                        "algorithm.learning-rat=1e-3",
                        List.of("algorithm.learning-rat", "Did you mean algorithm.learning-rate?")),
                Arguments.of("a misspelt section", "lerner.steps=100", List.of("lerner", "Did you mean learner?")),
                Arguments.of(
                        "a key of another environment",
                        "environment.growth=1.07",
                        List.of("environment.growth", "choices, length")),
                Arguments.of("a word for a number", "lanes.count=many", List.of("lanes.count", "\"many\"")),
                Arguments.of("a fraction for a whole number", "lanes.unroll=1.5", List.of("lanes.unroll", "1.5")),
                Arguments.of("a number out of range", "algorithm.clip=2", List.of("algorithm.clip", "2.0")),
                Arguments.of("no lanes", "lanes.count=0", List.of("lanes.count is 0", "at least 1")),
                Arguments.of(
                        "more partitions than lanes",
                        "topics.partitions=3",
                        List.of("topics.partitions is 3", "at most lanes.count (2)")),
                Arguments.of(
                        "a time to keep without a unit",
                        "topics.keep-for=30",
                        List.of("topics.keep-for is 30", "duration with its unit")),
                Arguments.of(
                        "a time to keep that is over at once",
                        "topics.keep-for=5ms",
                        List.of("topics.keep-for is PT0.005S", "1 s or more, or 0s for ever")),
                Arguments.of(
                        "a size to keep below nothing",
                        "topics.keep-megabytes=-1",
                        List.of("topics.keep-megabytes is -1", "0 for no limit")),
                Arguments.of(
                        "versions that stay less than never",
                        "learner.keep-weights-every=-1",
                        List.of("learner.keep-weights-every is -1", "0 for none")),
                Arguments.of("a negative lag", "max-policy-lag=-1", List.of("max-policy-lag is -1", "0 or more")),
                Arguments.of(
                        "an unknown environment",
                        "environment.name=pong",
                        List.of(
                                "pong",
                                "acrobot, allocation, cart-pole, consumption, human-capital, identity, land-use")),
                Arguments.of(
                        "an unknown algorithm",
                        "algorithm.name=dnq",
                        List.of(
                                "dnq",
                                "a2c, appo, bandit, cloning, cql, ddpg, double-dqn, dqn, impala, iql, none, ppo, reinforce, sac, sarsa, trpo")),
                Arguments.of(
                        "no value network beside a policy that needs one",
                        "policy.trunk=none",
                        List.of("policy.trunk is none", "set it to separate")),
                Arguments.of(
                        "an estimate that nobody learns",
                        "algorithm={name: reinforce, baseline: false, bootstrap-truncated: true}",
                        List.of("algorithm.bootstrap-truncated is true", "algorithm.baseline is true")),
                Arguments.of("an unknown engine", "learner.engine=torch", List.of("torch", "auto, dl4j, kernel")),
                Arguments.of(
                        "an engine of another build",
                        "learner.engine=libtorch",
                        List.of("\"libtorch\"", "a build with -Dlibtorch")),
                Arguments.of(
                        "a distribution over other actions",
                        "policy.distribution=beta",
                        List.of("policy.distribution is beta", "the actions of", "it to categorical.")),
                Arguments.of(
                        "a ratio for each factor of actions that have none",
                        "algorithm.ratio=factor",
                        List.of("algorithm.ratio is factor", "Set algorithm.ratio to joint")),
                Arguments.of(
                        "a ratio of something else",
                        "algorithm.ratio=each",
                        List.of("algorithm.ratio", "\"each\"", "joint", "factor")),
                Arguments.of(
                        "a bias for two of four outputs",
                        "policy.head-bias=[1.0, 2.0]",
                        List.of("policy.head-bias has 2 numbers", "4 outputs")),
                Arguments.of(
                        "a guard that would go back where no version is kept",
                        "guard.mode=act",
                        List.of("guard.act is rollback", "learner.keep-versions is 0", "to 16, or guard.act to pause")),
                Arguments.of(
                        "a margin that allows everything",
                        "guard.return-margin=1",
                        List.of("guard.return-margin is 1.0", "above 0 and below 1")),
                Arguments.of("a name that no topic can have", "run=My_Run", List.of("\"My_Run\"", "small letters")),
                Arguments.of("no value", "seed", List.of("\"seed\" is no setting", "--set KEY=VALUE")),
                Arguments.of("no key", "=3", List.of("\"=3\" is no setting", "--set KEY=VALUE")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settings")
    void aSettingThatCannotBeIsRefusedBeforeAnythingIsMade(String name, String setting, List<String> words) {
        Said said = local("--set", setting);

        assertThat(said).satisfies(refused(words));
        assertThat(data).doesNotExist();
    }

    static List<Arguments> settingsOfImitation() {
        return List.of(
                Arguments.of(
                        "a misspelt rule",
                        List.of("behaviour.rule=lookahed"),
                        List.of("\"lookahed\"", "Did you mean lookahead?", "lookahead, trivial")),
                Arguments.of(
                        "a number of another rule",
                        List.of("behaviour={rule: trivial, horizon: 3}"),
                        List.of("behaviour.horizon", "Known keys")),
                Arguments.of(
                        "a horizon that cannot be",
                        List.of("behaviour.horizon=0"),
                        List.of("horizon of rule lookahead is 0.0")),
                Arguments.of(
                        "a chance that is none",
                        List.of("behaviour.flip=1.5"),
                        List.of("behaviour.flip is 1.5", "at least 0 and below 1")),
                Arguments.of(
                        "a rule beside an algorithm that tries",
                        List.of("algorithm={name: ppo}"),
                        List.of("algorithm ppo", "never does", "cloning", "none")),
                Arguments.of(
                        "a rule beside one that corrects for others",
                        List.of("algorithm={name: impala}"),
                        List.of("algorithm impala", "never does", "cloning", "none")),
                Arguments.of(
                        "a rule of an environment without rules",
                        List.of("environment={name: identity}"),
                        List.of("identity has no rules")),
                Arguments.of(
                        "a rule beside a source",
                        List.of("learner.source=another"),
                        List.of("learner.source is another", "acts nowhere")),
                Arguments.of(
                        "itself as source",
                        List.of("learner.source=imitation"),
                        List.of("acts nowhere", "learner.source is imitation")),
                Arguments.of(
                        "passes over nothing", List.of("learner.passes=2"), List.of("learner.passes is 2", "to 1")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settingsOfImitation")
    void aSettingThatDoesNotFitImitationIsRefusedBeforeAnythingIsMade(
            String name, List<String> settings, List<String> words) throws IOException {
        Path imitation = folder.resolve("imitation.yaml");
        Files.writeString(imitation, """
                run: imitation
                environment: {name: migration}
                behaviour: {rule: lookahead}
                algorithm: {name: cloning}
                lanes: {count: 2, environments: 2, unroll: 8}
                learner: {steps: 64}
                """);
        List<String> arguments = new ArrayList<>(List.of("local", imitation.toString(), "--data", data.toString()));
        settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));

        assertThat(Millrace.run(arguments.toArray(String[]::new))).satisfies(refused(words));
        assertThat(data).doesNotExist();
    }

    static List<Arguments> settingsOfRecords() {
        return List.of(
                Arguments.of("nobody to clone", "algorithm={name: cloning}", List.of("nobody is there to be cloned")),
                Arguments.of(
                        "a record in memory",
                        "learner.source=another",
                        List.of("--bus memory holds nothing that another")),
                Arguments.of(
                        "a part of nothing",
                        "learner.source-from='3'",
                        List.of("learner.source-from is 3", "names nothing that has a record")),
                Arguments.of(
                        "a shadow of nobody",
                        "learner.follow=true",
                        List.of("learner.follow is true", "could go on recording")),
                Arguments.of(
                        "nobody whose values could be held to",
                        "algorithm={name: cql}",
                        List.of("algorithm.name is cql", "nobody else is there", "learner.source")),
                Arguments.of(
                        "nobody whose actions could be weighed",
                        "algorithm={name: iql}",
                        List.of("algorithm.name is iql", "nobody else is there", "learner.source")),
                Arguments.of("its own record", "learner.source=tiny", List.of("which is this run itself")),
                Arguments.of(
                        "weights of nobody",
                        "policy.init-from=nobody",
                        List.of("policy.init-from is nobody", "there is no such run", "Runs there are: none")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settingsOfRecords")
    void aRunThatIsNotThereIsRefusedBeforeAnythingIsMade(String name, String setting, List<String> words) {
        assertThat(local("--set", setting)).satisfies(refused(words));
        assertThat(data).doesNotExist();
    }

    static List<Arguments> settingsOfValues() {
        return List.of(
                Arguments.of(
                        "values of actions that cannot be counted",
                        "environment={name: allocation}",
                        List.of(
                                "algorithm.name is dqn",
                                "the actions of allocation",
                                "one that fits: a2c, appo, ddpg, impala, ppo, reinforce, sac, trpo")),
                Arguments.of(
                        "a distribution that has no values",
                        "policy.distribution=categorical",
                        List.of("policy.distribution is categorical", "dqn", "set it to epsilon-greedy")),
                Arguments.of(
                        "observations normalised beside a memory",
                        "policy.normalise-observations=true",
                        List.of("policy.normalise-observations is true", "dqn", "to false", "such as ppo")),
                Arguments.of(
                        "rewards normalised beside a memory",
                        "learner.normalise-rewards=true",
                        List.of("learner.normalise-rewards is true", "dqn", "to false", "such as ppo")),
                Arguments.of(
                        "a memory of nothing",
                        "algorithm.replay.capacity=0",
                        List.of("algorithm.replay.capacity is 0", "at least 1")),
                Arguments.of(
                        "a target network that never follows",
                        "algorithm.target.copy-every=0",
                        List.of("algorithm.target.copy-every", "algorithm.target.tau")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settingsOfValues")
    void aSettingThatDoesNotFitValuesIsRefusedBeforeAnythingIsMade(String name, String setting, List<String> words)
            throws IOException {
        assertThat(localOnValues("dqn", "--set", setting)).satisfies(refused(words));
        assertThat(data).doesNotExist();
    }

    static List<Arguments> settingsOfControl() {
        return List.of(
                Arguments.of(
                        "choices where actions are numbers",
                        "environment={name: cart-pole}",
                        List.of(
                                "algorithm.name is sac",
                                "the actions of cart-pole",
                                "one that fits: a2c, appo, double-dqn, dqn, impala, ppo, reinforce, sarsa, trpo")),
                Arguments.of(
                        "a distribution that does not move with its outputs",
                        "policy.distribution=beta",
                        List.of("policy.distribution is beta", "sac acts by squashed-gaussian-by-state")),
                Arguments.of(
                        "a network of parts",
                        "policy.parts=3",
                        List.of("policy.parts is 3", "whole of an observation")),
                Arguments.of(
                        "layers shared with a network that is not there",
                        "policy.trunk=shared",
                        List.of("policy.trunk is shared", "sac", "set it to none")),
                Arguments.of("a target that never follows", "algorithm.tau=0", List.of("algorithm.tau is 0.0")),
                Arguments.of(
                        "entropy that costs nothing and is to be learned",
                        "algorithm.temperature.initial=0",
                        List.of("algorithm.temperature.initial is 0.0", "above 0")),
                Arguments.of(
                        "a memory that does not fit",
                        "algorithm.replay.capacity=2000000000",
                        List.of("algorithm.replay.capacity is 2000000000", "Set it to ")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settingsOfControl")
    void aSettingThatDoesNotFitControlIsRefusedBeforeAnythingIsMade(String name, String setting, List<String> words)
            throws IOException {
        Path control = folder.resolve("control.yaml");
        Files.writeString(control, """
                run: control
                environment: {name: pendulum}
                algorithm: {name: sac, batch: 8}
                lanes: {count: 2, environments: 2, unroll: 8}
                learner: {steps: 64}
                """);

        Said said = Millrace.run(
                "local", control.toString(), "--bus", "memory", "--data", data.toString(), "--set", setting);

        assertThat(said).satisfies(refused(words));
        assertThat(data).doesNotExist();
    }

    @Test
    void aDistributionWithoutProbabilitiesIsRefusedWhereTheyAreMoved() throws IOException {
        Path moved = folder.resolve("moved.yaml");
        Files.writeString(moved, """
                run: moved
                environment: {name: pendulum}
                algorithm: {name: ppo}
                policy: {distribution: deterministic}
                learner: {steps: 64}
                """);

        Said said = Millrace.run("local", moved.toString(), "--bus", "memory", "--data", data.toString());

        assertThat(said)
                .satisfies(refused(List.of(
                        "policy.distribution is deterministic",
                        "ppo",
                        "set it to beta or squashed-gaussian or gaussian or squashed-gaussian-by-state")));
    }

    @Test
    void aDistributionWhoseDivergenceIsNotKnownIsRefusedWhereItIsLimited() throws IOException {
        Path limited = folder.resolve("limited.yaml");
        Files.writeString(limited, """
                run: limited
                environment: {name: pendulum}
                algorithm: {name: trpo}
                policy: {distribution: squashed-gaussian-by-state}
                learner: {steps: 64}
                """);

        Said said = Millrace.run("local", limited.toString(), "--bus", "memory", "--data", data.toString());

        assertThat(said)
                .satisfies(refused(List.of("policy.distribution is of a family", "trpo", "squashed-gaussian,")));
    }

    static List<Arguments> settingsOfSwitches() {
        return List.of(
                Arguments.of(
                        "a ratio for each switch of an older policy",
                        "max-policy-lag=2",
                        List.of("algorithm.ratio is factor and max-policy-lag is 2", "Set max-policy-lag to 0")),
                Arguments.of(
                        "a learner of numbers",
                        "algorithm={name: sac}",
                        List.of("algorithm.name is sac", "numbers or shares", "MultiBinary", "impala, ppo")),
                Arguments.of(
                        "a learner of values",
                        "algorithm={name: dqn}",
                        List.of("algorithm.name is dqn", "a value for each choice", "MultiBinary")),
                Arguments.of(
                        "a distribution over numbers",
                        "policy.distribution=deterministic",
                        List.of("policy.distribution is deterministic", "set it to bernoulli.")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settingsOfSwitches")
    void aSettingThatDoesNotFitSwitchesIsRefused(String name, String setting, List<String> words) throws IOException {
        Path switches = folder.resolve("switches.yaml");
        Files.writeString(switches, """
                run: switches
                environment: {name: migration}
                algorithm: {name: ppo, ratio: factor}
                learner: {steps: 64}
                """);

        Said said = Millrace.run(
                "local", switches.toString(), "--bus", "memory", "--data", data.toString(), "--set", setting);

        assertThat(said).satisfies(refused(words));
    }

    @Test
    void whoSetsARunThatEndsBeforeItLearnsIsTold() throws IOException {
        Said said = localOnValues("dqn", "--set", "algorithm.learning-starts=1000000");

        assertThat(said.code()).as("%s", said).isZero();
        assertThat(said.err()).contains("algorithm.learning-starts is 1000000, but the run ends after");
    }

    @Test
    void whoSetsARunThatLearnsHearsNothingOfIt() throws IOException {
        Said said = localOnValues("dqn", "--set", "algorithm.learning-starts=0");

        assertThat(said.err()).doesNotContain("learning-starts");
    }

    static List<Arguments> settingsOfRules() {
        return List.of(
                Arguments.of(
                        "an unknown rule",
                        "rule.name=tompson",
                        List.of("There is no rule tompson", "softmax, thompson, thompson-printed, ucb")),
                Arguments.of(
                        "a setting of another rule",
                        "rule.temperature-factor=1",
                        List.of("rule.temperature-factor", "alpha, beta, simulations")),
                Arguments.of("a word for a number", "rule.alpha=many", List.of("rule.alpha is \"many\"", "a number")),
                Arguments.of("a number out of range", "rule.alpha=-1", List.of("rule.alpha is -1")),
                Arguments.of("no rule", "rule={}", List.of("rule.name")),
                Arguments.of(
                        "a network beside the rule",
                        "policy.hidden=[8]",
                        List.of("section policy", "thompson decides without a network", "Leave the section out")),
                Arguments.of(
                        "a rule for a learner of networks",
                        "algorithm.name=ppo",
                        List.of("section rule", "algorithm ppo", "set algorithm.name to bandit")),
                Arguments.of(
                        "rewards normalised for what each price earns",
                        "learner.normalise-rewards=true",
                        List.of("learner.normalise-rewards is true", "what each price earns", "to false")),
                Arguments.of(
                        "a rule without prices",
                        "environment={name: cart-pole}",
                        List.of("algorithm.name is bandit", "cart-pole", "Use it with pricing")),
                Arguments.of(
                        "lanes of one market with a past each",
                        "rule={name: thompson, market: run}",
                        List.of("rule.market is run", "Set lanes.count to 1")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settingsOfRules")
    void aSettingThatDoesNotFitARuleIsRefusedBeforeAnythingIsMade(String name, String setting, List<String> words)
            throws IOException {
        Path rules = folder.resolve("rule.yaml");
        Files.writeString(rules, """
                run: rule
                environment: {name: pricing, history: {prices: 1}}
                algorithm: {name: bandit}
                rule: {name: thompson}
                lanes: {count: 2, environments: 10, unroll: 1}
                learner: {steps: 120}
                """);

        Said said =
                Millrace.run("local", rules.toString(), "--bus", "memory", "--data", data.toString(), "--set", setting);

        assertThat(said).satisfies(refused(words));
        assertThat(data).doesNotExist();
    }

    @Test
    void rewardsAreNotNormalisedWithoutADiscount() {
        assertThat(local("--set", "algorithm={name: none}", "--set", "learner.normalise-rewards=true"))
                .satisfies(refused(List.of("learner.normalise-rewards is true", "none has no discount", "to false")));
    }

    @Test
    void aDistributionOfValuesIsRefusedWhereADistributionIsMoved() {
        assertThat(local("--set", "policy.distribution=epsilon-greedy"))
                .satisfies(refused(List.of("policy.distribution is epsilon-greedy", "ppo", "set it to categorical")));
    }

    // More than an array of the JVM holds, so that it does not depend on this machine's memory.
    @ParameterizedTest(name = "{0}")
    @CsvSource({"dqn, algorithm.replay.capacity", "sarsa, algorithm.capacity"})
    void aReplayMemoryThatDoesNotFitIsRefusedWithHowLargeItMayBe(String algorithm, String setting) throws IOException {
        Said said = localOnValues(algorithm, "--set", setting + "=2000000000");

        assertThat(said).satisfies(refused(List.of(setting + " is 2000000000", "Set it to ")));
        assertThat(said.err()).containsPattern("Set it to [1-9][0-9]* at most");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"dqn, algorithm.replay.capacity", "sarsa, algorithm.capacity"})
    void aRunWhoseReplayMemoryDidNotFitBeginsWithASmallerOne(String algorithm, String setting) throws IOException {
        localOnValues(algorithm, "--set", setting + "=2000000000");

        Said said = localOnValues(algorithm, "--set", setting + "=1000");

        assertThat(said.code()).as("%s", said).isZero();
    }

    @Test
    void aMemoryTooSmallForTheStepsOfTwoUpdatesIsRefusedBeforeAnythingIsMade() throws IOException {
        Said said = localOnValues("sarsa", "--set", "algorithm.capacity=127");

        assertThat(said).satisfies(refused(List.of("algorithm.capacity is 127", "Set it to at least 128.")));
        assertThat(data).doesNotExist();
    }

    @Test
    void aTrunkSharedWithAValueNetworkThatLearnsOnItsOwnIsRefusedBeforeAnythingIsMade() {
        Said said = local("--set", "algorithm={name: trpo}", "--set", "policy.trunk=shared");

        assertThat(said).satisfies(refused(List.of("policy.trunk is shared", "trpo", "Set policy.trunk to separate")));
        assertThat(data).doesNotExist();
    }

    @Test
    void anEngineThatThisMachineCannotRunIsRefusedWithItsReason() throws IOException {
        Said said = withEngine(EngineWithoutDevice.class, () -> local("--set", "learner.engine=without-device"));

        assertThat(said).satisfies(refused(List.of(EngineWithoutDevice.REASON)));
    }

    @Test
    void anUnknownEngineIsRefusedWhereNothingIsLearnedToo() {
        Said said = Millrace.run("env", file, "--set", "learner.engine=torch");

        assertThat(said).satisfies(refused(List.of("torch", "auto, dl4j, kernel")));
    }

    @Test
    void aRunWithTheEngineOfAnotherBuildCanBeEvaluated() throws IOException {
        local();
        recordEngine("libtorch");

        Said said = Millrace.run("evaluate", "tiny", "--data", data.toString());

        assertThat(said.code()).as("%s", said).isZero();
    }

    @Test
    void aRunWithAnUnknownEngineCannotBeEvaluated() throws IOException {
        local();
        recordEngine("torch");

        Said said = Millrace.run("evaluate", "tiny", "--data", data.toString());

        assertThat(said).satisfies(refused(List.of("\"torch\"", "auto, dl4j, kernel")));
    }

    @Test
    void theVariablesOfTheLaunchScriptAreNoSettings() {
        Said said = Millrace.run(Map.of("MILLRACE_OPTS", "-Xmx1g", "MILLRACE_BUILD", "-Dcuda"), "settings", file);

        assertThat(said.code()).as("%s", said).isZero();
    }

    @Test
    void aVariableIsNamedAsTheSourceOfItsSetting() {
        Said said = Millrace.run(Map.of("MILLRACE_LANES__CUONT", "4"), "settings", file);

        assertThat(said)
                .satisfies(refused(List.of("lanes.cuont", "MILLRACE_LANES__CUONT", "Did you mean lanes.count?")));
    }

    @Test
    void aRunThatDoesNotSayHowLongItIsIsRefused() throws IOException {
        Path endless = Files.writeString(
                folder.resolve("endless.yaml"),
                "run: endless\nenvironment: {name: identity}\nalgorithm: {name: ppo}\n");

        Said said = Millrace.run("local", endless.toString(), "--bus", "memory", "--data", data.toString());

        assertThat(said).satisfies(refused(List.of("learner.steps is missing and has no default")));
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Said said = Millrace.run("local", folder.resolve("alocation.yaml").toString());

        assertThat(said).satisfies(refused(List.of("There is no settings file", "alocation.yaml")));
    }

    static List<Arguments> options() {
        return List.of(
                Arguments.of("no actors", List.of("--actors", "0"), List.of("--actors is 0")),
                Arguments.of("an unknown bus", List.of("--bus", "pigeon"), List.of("'--bus'", "KAFKA, MEMORY")),
                Arguments.of(
                        "two ways for messages",
                        List.of("--bootstrap-servers", "127.0.0.1:1"),
                        List.of("--bus memory and --bootstrap-servers")),
                Arguments.of(
                        "a port beyond all ports",
                        List.of("--kafka-port", "70000"),
                        List.of("--kafka-port is 70000", "65535")),
                Arguments.of(
                        "a metrics port beyond all ports",
                        List.of("--metrics-port", "70000"),
                        List.of("70000", "65535")),
                Arguments.of("an option there is not", List.of("--busses", "2"), List.of("--busses")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("options")
    void anOptionThatCannotBeIsRefused(String name, List<String> options, List<String> words) {
        assertThat(local(options.toArray(String[]::new))).satisfies(refused(words));
    }

    @Test
    void aCommandThereIsNotGetsTheNearestOne() {
        assertThat(Millrace.run("lokal", file)).satisfies(refused(List.of("lokal", "local")));
    }

    @Test
    void aRunThatExistsWithOtherSettingsNamesThem() {
        local();

        Said said = local("--set", "seed=2", "--set", "lanes.unroll=4");

        assertThat(said)
                .satisfies(refused(List.of(
                        "Run \"tiny\" exists with other settings",
                        "lanes.unroll was 8 and would be 4",
                        "seed was 1 and would be 2",
                        "--fresh")));
    }

    @Test
    void freshDeletesWhatWasRecordedUnderOtherSettings() {
        local();

        Said said = local("--set", "seed=2", "--fresh");

        assertThat(said.code()).as("%s", said).isZero();
    }

    @Test
    void aRunInMemoryDoesNotGoOnOverKafka() {
        local();

        Said said = Millrace.run("local", file, "--data", data.toString(), "--bus", "kafka");

        assertThat(said).satisfies(refused(List.of("recorded on memory, not on kafka", "--set run=NAME", "--fresh")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"evaluate", "tail", "replay"})
    void aRunThereIsNotGetsAListOfThoseThereAre(String command) {
        local();
        List<String> arguments = new ArrayList<>(List.of(command, "tinny", "--data", data.toString()));
        if (command.equals("tail")) {
            arguments.add("episodes");
        }
        if (command.equals("replay")) {
            arguments.add("--exact");
        }

        Said said = Millrace.run(arguments.toArray(String[]::new));

        assertThat(said).satisfies(refused(List.of("There is no run \"tinny\"", "Runs there are: tiny.")));
    }

    @Test
    void aReplayOfNothingInParticularIsAsked() {
        assertThat(Millrace.run("replay", "tiny", "--data", data.toString()))
                .satisfies(refused(List.of("\"tiny\" was not said", "--exact")));
    }

    @Test
    void versionsAreMadeAgainFromTheFirstOn() {
        assertThat(Millrace.run("replay", "tiny", "--exact", "--to-version", "0"))
                .satisfies(refused(List.of("--to-version is 0", "from 1 on")));
    }

    @Test
    void aCheckpointIsNotReplacedByOneThatWasMadeAgain() throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("kept")).resolve("checkpoint.avro"), "one");

        assertThat(Millrace.run(
                        "replay",
                        "tiny",
                        "--exact",
                        "--keep",
                        folder.resolve("kept").toString()))
                .satisfies(refused(List.of("holds a checkpoint already", "folder that is new")));
    }

    @Test
    void aRunInMemoryHasNoLogToTail() {
        local();

        Said said = Millrace.run("tail", "tiny", "episodes", "--data", data.toString());

        assertThat(said).satisfies(refused(List.of("Run \"tiny\" has no log", "it ran in memory")));
    }

    @Test
    void aRunThatHasNotLearnedCannotBeEvaluated() throws IOException {
        local();
        Files.delete(data.resolve("tiny").resolve("checkpoint.avro"));

        Said said = Millrace.run("evaluate", "tiny", "--data", data.toString());

        assertThat(said).satisfies(refused(List.of("Run \"tiny\" has no checkpoint yet")));
    }

    @Test
    void aRunIsNotJudgedInAnEnvironmentOfAnotherName() {
        local();

        Said said = Millrace.run("evaluate", "tiny", "--data", data.toString(), "--set", "environment.name=cart-pole");

        assertThat(said).satisfies(refused(List.of("environment.name is cart-pole", "learned identity")));
    }

    @Test
    void anEvaluationOfNoEpisodesIsRefused() {
        assertThat(Millrace.run("evaluate", "tiny", "--episodes", "0")).satisfies(refused(List.of("--episodes is 0")));
    }

    @Test
    void aNegativeNumberOfMessagesCannotBePrinted() {
        assertThat(Millrace.run("tail", "tiny", "episodes", "-n", "-1"))
                .satisfies(refused(List.of("--last", "0 or more")));
    }

    @Test
    void aMetricsPortInUseIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());

            Said said = local("--metrics-port", port);

            assertThat(said).satisfies(refused(List.of(port, "cannot be listened on", "0 for a free one")));
        }
    }

    @Test
    void aBrokerPortInUseIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());

            Said said = Millrace.run("local", file, "--data", data.toString(), "--kafka-port", port);

            assertThat(said).satisfies(refused(List.of("Port " + port + " is in use", "--kafka-port")));
        }
    }

    @Test
    void aPortThatTheBrokerCannotHaveIsRefused() {
        assertThat(Millrace.run("broker", "--kafka-port", "70000"))
                .satisfies(refused(List.of("--kafka-port is 70000", "65535")));
    }

    @Test
    void aDataFolderThatIsAFileIsNamed() {
        Said said = Millrace.run("local", file, "--bus", "memory", "--data", file);

        assertThat(said).satisfies(refused(List.of(file, "--data")));
    }

    static List<List<String>> commandsOfACluster() {
        return List.of(
                List.of("actor", "tiny"),
                List.of("learner", "tiny"),
                List.of("runs"),
                List.of("evaluate", "tiny"),
                List.of("replay", "tiny", "--exact"),
                List.of("tail", "tiny", "episodes"));
    }

    @ParameterizedTest
    @MethodSource("commandsOfACluster")
    void aBrokerThatIsNotThereFailsWithItsAddressAndWhatToCheck(List<String> command) {
        List<String> arguments = new ArrayList<>(command);
        arguments.addAll(List.of("--bootstrap-servers", "127.0.0.1:1", "--start-deadline", "1"));

        Said said = Millrace.run(arguments.toArray(String[]::new));

        assertThat(said).satisfies(refusedWith(FAILED, List.of("127.0.0.1:1", "1 s", "Check")));
    }

    @Test
    void aLocalRunFailsWithTheAddressOfABrokerThatIsNotThere() {
        Said said = Millrace.run(
                "local",
                file,
                "--data",
                data.toString(),
                "--bootstrap-servers",
                "127.0.0.1:1",
                "--start-deadline",
                "1");

        assertThat(said).satisfies(refusedWith(FAILED, List.of("127.0.0.1:1", "Check")));
    }

    @Test
    void aFileOfClientSettingsThatIsNotThereIsNamed() {
        String missing = folder.resolve("client.properties").toString();

        Said said = Millrace.run("runs", "--bootstrap-servers", "127.0.0.1:1", "--kafka-config", missing);

        assertThat(said).satisfies(refused(List.of(missing, "--kafka-config", "cannot be read")));
    }

    @Test
    void aServiceWithoutAClusterAsksForItsAddress() {
        assertThat(Millrace.run("actor", "tiny")).satisfies(refused(List.of("Add --bootstrap-servers HOST:PORT")));
    }

    @Test
    void learningThatDivergesFailsWithThePlace() {
        Said said = local("--set", "algorithm.learning-rate=1e30", "--set", "algorithm.gradient-norm=1e30");

        assertThat(said).satisfies(refusedWith(FAILED, List.of("algorithm.learning-rate", "Nothing of this update")));
    }

    private Said local(String... further) {
        List<String> arguments = new ArrayList<>(List.of("local", file, "--data", data.toString(), "--bus", "memory"));
        arguments.addAll(List.of(further));
        return Millrace.run(arguments.toArray(String[]::new));
    }

    /** The same run with an algorithm that learns the values of actions. */
    private Said localOnValues(String algorithm, String... further) throws IOException {
        String values =
                Files.readString(Path.of(file)).replaceFirst("algorithm: .*", "algorithm: {name: " + algorithm + "}");
        Files.writeString(Path.of(file), values);
        return local(further);
    }

    /** As if the run had been recorded with that engine. */
    private void recordEngine(String engine) throws IOException {
        Path settings = data.resolve("tiny").resolve("settings.json");
        Files.writeString(
                settings, Files.readString(settings).replace("\"engine\":\"kernel\"", "\"engine\":\"" + engine + "\""));
    }

    /** Does something while that engine is on the class path beside those of the build. */
    private Said withEngine(Class<? extends EngineProvider> provider, Supplier<Said> command) throws IOException {
        Path services = Files.createDirectories(folder.resolve("engine/META-INF/services"));
        Files.writeString(services.resolve(EngineProvider.class.getName()), provider.getName());
        Thread thread = Thread.currentThread();
        ClassLoader usual = thread.getContextClassLoader();
        URL more = folder.resolve("engine").toUri().toURL();
        try (URLClassLoader with = new URLClassLoader(new URL[] {more}, usual)) {
            thread.setContextClassLoader(with);
            return command.get();
        } finally {
            thread.setContextClassLoader(usual);
        }
    }

    /** An engine of a machine that has not got what it computes on. */
    public static final class EngineWithoutDevice implements EngineProvider {

        static final String REASON = "There is no device here. Set engine to kernel.";

        @Override
        public String name() {
            return "without-device";
        }

        @Override
        public Engine create(NetworkShape shape) {
            throw new EngineException(REASON);
        }
    }

    private static Consumer<Said> refused(List<String> words) {
        return refusedWith(MISTAKE, words);
    }

    private static Consumer<Said> refusedWith(int code, List<String> words) {
        return said -> {
            assertThat(said.code()).as("%s", said).isEqualTo(code);
            assertThat(said.err()).contains(words).doesNotContain("Exception", "\tat ");
        };
    }
}
