package io.millrace.app.run;

import io.millrace.env.EnvSettings;
import io.millrace.env.EnvironmentSettings;
import io.millrace.env.environments.Environment;
import io.millrace.env.environments.EnvironmentParameters;
import io.millrace.env.environments.Priced;
import io.millrace.learner.LearnerSettings;
import io.millrace.learner.algorithms.Algorithms;
import io.millrace.learner.algorithms.Algorithms.Learns;
import io.millrace.learner.engine.Engines;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.records.RecordSources;
import io.millrace.learner.records.SourceName;
import io.millrace.messages.BehaviourDescription;
import io.millrace.messages.NetworkDescription;
import io.millrace.messages.RuleDescription;
import io.millrace.messages.Run;
import io.millrace.monitoring.GuardWorker;
import io.millrace.monitoring.guard.GuardSettings;
import io.millrace.policy.Policy;
import io.millrace.policy.bandit.Arms;
import io.millrace.policy.bandit.StoreObservation;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.settings.SettingsException;
import io.millrace.schemas.Topics;
import io.millrace.weights.PolicySettings;
import io.millrace.weights.RuleSettings;
import io.millrace.weights.RunPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A run as one YAML file describes it, checked as a whole before anything is started.
 *
 * @param settings    all settings, defaults included
 * @param shared      what every service shares
 * @param environment parameters of the environment
 * @param evaluation  how the greedy policy is judged
 */
public record RunFile(
        Settings settings, RunSettings shared, EnvironmentParameters environment, EvaluationSettings evaluation) {

    /** Section of a file that a comparison reads; no setting of a run. */
    public static final String COMPARISON = "comparison";

    private static final String POLICY = "policy";
    private static final String ENVIRONMENT_NAME = "environment.name";
    private static final String LEARNING_STARTS = "algorithm.learning-starts";

    private static final List<String> SECTIONS = List.of(
            "run",
            "seed",
            "max-policy-lag",
            "lanes",
            "topics",
            "environment",
            POLICY,
            RuleSettings.SECTION,
            BehaviourSettings.SECTION,
            "algorithm",
            "learner",
            "env",
            GuardWorker.SECTION,
            "evaluation");

    /** Variables that begin like settings, and are not. */
    private static final Set<String> NOT_SETTINGS =
            Set.of("MILLRACE_OPTS", "MILLRACE_BUILD", "MILLRACE_FILE", "MILLRACE_RUN");

    /**
     * Reads a settings file.
     *
     * @param variables the process environment; {@code MILLRACE_LANES__COUNT} is {@code lanes.count}
     * @param overrides settings that win over file and variables, each {@code key=value}
     * @throws SettingsException if anything in it cannot be; the message says what, why and what to do
     */
    public static RunFile read(Path file, Map<String, String> variables, List<String> overrides) {
        return of(withoutComparison(given(file, variables, overrides)));
    }

    /**
     * The environment with some of its settings replaced: where a policy is played that was learned in another.
     *
     * @param overrides settings of the environment, each {@code environment.key=value}
     * @throws SettingsException if one is of another section, or cannot be
     */
    public EnvironmentParameters withEnvironment(List<String> overrides) {
        List<SettingOption> options = SettingOption.all(overrides, "environment.horizon=2");
        for (SettingOption option : options) {
            if (!option.isOf("environment")) {
                throw new SettingsException("\"" + option + "\" is no setting of the environment, and the rest of a"
                        + " run is what it was learned with. Set environment.KEY=VALUE.");
            }
        }
        try {
            Settings elsewhere = SettingOption.over(settings, options);
            requireSameName(elsewhere.text(ENVIRONMENT_NAME));
            EnvironmentParameters environment = EnvironmentSettings.read(elsewhere);
            var unused = environment.create();
            return environment;
        } catch (SettingsException already) {
            throw already;
        } catch (IllegalArgumentException refused) {
            throw new SettingsException(String.valueOf(refused.getMessage()));
        }
    }

    /**
     * What a settings file, the process environment and overrides say together, without defaults and unchecked.
     *
     * @throws SettingsException if the file cannot be read, or an override is none
     */
    public static Settings given(Path file, Map<String, String> variables, List<String> overrides) {
        return SettingOption.over(
                Settings.read(file).withVariables(variables, NOT_SETTINGS), SettingOption.all(overrides, "seed=2"));
    }

    /** The settings of the run alone, where a file describes a comparison as well. */
    public static Settings withoutComparison(Settings given) {
        return given.without(COMPARISON);
    }

    /**
     * The run that these settings describe, whether or not defaults are included.
     *
     * @throws SettingsException as {@link #read}
     */
    public static RunFile of(Settings given) {
        try {
            return checked(given);
        } catch (SettingsException already) {
            throw already;
        } catch (IllegalArgumentException refused) {
            throw new SettingsException(String.valueOf(refused.getMessage()));
        }
    }

    private static RunFile checked(Settings given) {
        given.allowOnly(SECTIONS);
        Settings settings = given.underlaidBy(defaults(given));
        EnvironmentParameters environment = EnvironmentSettings.read(settings);
        settings = PolicyFit.settle(settings, environment.create());
        RunSettings shared = shared(settings);
        RunFile file =
                new RunFile(settings, shared, environment, settings.bind("evaluation", EvaluationSettings.class));
        file.checkServices();
        return file;
    }

    private void requireSameName(String name) {
        String learned = settings.text(ENVIRONMENT_NAME);
        if (!name.equals(learned)) {
            throw new SettingsException(ENVIRONMENT_NAME + " is " + name + ", but run \"" + shared.run() + "\" learned "
                    + learned + ", whose observations and actions mean something else. Set other keys of environment,"
                    + " or judge a run that learned " + name + ".");
        }
    }

    /** What services would refuse when they start is refused here, before anything is started. */
    private void checkServices() {
        settings.bind("env", EnvSettings.class);
        requireVersionsForTheGuard();
        requireEngine(Engines::known);
        Record algorithm = algorithm();
        if (!PolicyFit.decidedByRule(settings)) {
            Run run = toRun(Instant.EPOCH);
            Algorithms.requireFitting(
                    algorithm, RunPolicy.shape(run), RunPolicy.distribution(run), shared.maxPolicyLag());
            var unusedWeights =
                    settings.bind(POLICY, PolicySettings.class).initialWeights(RunPolicy.shape(run), shared.seed());
        }
    }

    private void requireVersionsForTheGuard() {
        GuardSettings guard = settings.bind(GuardWorker.SECTION, GuardSettings.class);
        int kept = settings.bind("learner", LearnerSettings.class).keepVersions();
        if (guard.rollsBack() && kept == 0) {
            throw new SettingsException(
                    "guard.act is rollback, but learner.keep-versions is 0, so that there is nothing"
                            + " to go back to. Set learner.keep-versions, for example, to 16, or guard.act to pause.");
        }
    }

    /**
     * Refuses a run in which something would have to be played that was only recorded.
     *
     * @throws SettingsException if so
     */
    public void requirePlayable() {
        if (!environment.playable()) {
            throw new SettingsException("environment.name is " + settings.text(ENVIRONMENT_NAME)
                    + ", which is the record of something that is not here: it cannot be played. Learn from the run"
                    + " that was imported with learner.source, or name another environment.");
        }
    }

    /**
     * Refuses a run that cannot be learned in this process. The other services, and who judges or reads a run,
     * need no engine.
     *
     * @throws SettingsException if the run's engine is not on the class path
     */
    public void requireEngine() {
        requireEngine(Engines.choices()::contains);
    }

    private void requireEngine(Predicate<String> accepted) {
        String engine = settings.bind("learner", LearnerSettings.class).engine();
        if (!accepted.test(engine)) {
            throw new SettingsException("learner.engine: " + Engines.absent(engine));
        }
    }

    /**
     * Refuses a run whose replay memory could not be learned with in this process.
     *
     * @throws SettingsException if it does not fit, or is too small; the message says how large it may be
     */
    public void requireRoom() {
        Run run = toRun(Instant.EPOCH);
        try {
            Algorithms.requireRoom(algorithm(), UnrollShape.of(run), run.getLanes());
        } catch (IllegalArgumentException refused) {
            throw new SettingsException(String.valueOf(refused.getMessage()));
        }
    }

    /** What can be but is hardly meant, in words for whoever starts the run; nothing where all is well. */
    public Optional<String> remark() {
        long steps = settings.bind("learner", LearnerSettings.class).steps();
        if (!settings.has(LEARNING_STARTS) || settings.number(LEARNING_STARTS) < steps) {
            return Optional.empty();
        }
        return Optional.of(
                LEARNING_STARTS + " is " + (long) settings.number(LEARNING_STARTS) + ", but the run ends after "
                        + steps + " steps, before anything is learned. Set " + LEARNING_STARTS
                        + " below learner.steps for more than a trial.");
    }

    private Record algorithm() {
        String name = settings.text("algorithm.name");
        return settings.section("algorithm").without("name").bind("", Algorithms.settingsType(name));
    }

    /** The run as it is registered. */
    public Run toRun(Instant now) {
        Environment.Description description = environment.create().description();
        return Run.newBuilder()
                .setRun(shared.run())
                .setSettingsHash(settings.sha256())
                .setSettings(settings.canonicalJson())
                .setSeed(shared.seed())
                .setLanes(shared.lanes().count())
                .setEnvironmentsPerLane(shared.lanes().environments())
                .setUnrollLength(shared.lanes().unroll())
                .setMaxPolicyLag(shared.maxPolicyLag())
                .setPartitions(shared.topics().partitions())
                .setEnvironment(description.name())
                .setEnvironmentVersion(description.version())
                .setObservationSize(description.observationSize())
                .setActionSpace(RunPolicy.describe(description.actionSpace()))
                .setDistribution(
                        PolicyFit.decidedByRule(settings) ? RuleSettings.SECTION : settings.text("policy.distribution"))
                .setNetwork(network())
                .setRule(rule())
                .setBehaviour(behaviour())
                .setSource(
                        sources().isEmpty()
                                ? null
                                : sources().stream().map(SourceName::toString).collect(Collectors.joining(", ")))
                .setNormaliseObservations(PolicyFit.normalisesObservations(settings))
                .setNormaliseRewards(PolicyFit.normalisesRewards(settings))
                .setRegisteredAt(now)
                .build();
    }

    private NetworkDescription network() {
        if (PolicyFit.decidedByRule(settings)) {
            return new NetworkDescription(List.of(), "linear", "none", 1, List.of(), List.of(), List.of());
        }
        PolicySettings policy = settings.bind(POLICY, PolicySettings.class);
        return new NetworkDescription(
                policy.hidden(),
                policy.activation().name().toLowerCase(Locale.ROOT),
                policy.trunk().name().toLowerCase(Locale.ROOT),
                policy.parts(),
                policy.partLayers(),
                policy.wholeLayers(),
                policy.valueLayers());
    }

    /** The runs and datasets that are learned from; none where this run records its own. */
    public List<SourceName> sources() {
        return learner().sources();
    }

    /** The run with the parts of records that it learns from, as they stand now; the run itself if it has its own. */
    public Run withSources(Bus bus, Run run) {
        return RecordSources.settled(bus, run, learner().records(run.getRegisteredAt()));
    }

    private LearnerSettings learner() {
        return settings.bind("learner", LearnerSettings.class);
    }

    /** Name of another run whose weights this one begins with; empty where they are drawn. */
    public String initFrom() {
        return PolicyFit.decidedByRule(settings)
                ? ""
                : settings.bind(POLICY, PolicySettings.class).initFrom();
    }

    /** What is judged of a run: the policy that it learned, or the rule that acted in a run that learns nothing. */
    public Policy judged(Run run) {
        return settings.text("algorithm.name").equals(Algorithms.NONE) ? RunPolicy.acting(run) : RunPolicy.policy(run);
    }

    private @Nullable BehaviourDescription behaviour() {
        return settings.has(BehaviourSettings.SECTION)
                ? BehaviourSettings.describe(settings.section(BehaviourSettings.SECTION), environment.create())
                : null;
    }

    private @Nullable RuleDescription rule() {
        if (!PolicyFit.decidedByRule(settings) || !(environment.create() instanceof Priced priced)) {
            return null;
        }
        List<Double> margins =
                priced.prices().stream().map(price -> price - priced.unitCost()).toList();
        return RuleSettings.read(settings.section(RuleSettings.SECTION))
                .describe(
                        new Arms(priced.prices(), margins),
                        shared.lanes().count(),
                        priced.daysPerStep(),
                        StoreObservation.historyPrices(
                                environment.create().description().observationSize()));
    }

    private static RunSettings shared(Settings settings) {
        Settings top = settings;
        for (String section : List.of(
                "environment",
                POLICY,
                RuleSettings.SECTION,
                BehaviourSettings.SECTION,
                "algorithm",
                "learner",
                "env",
                GuardWorker.SECTION,
                "evaluation")) {
            top = top.without(section);
        }
        RunSettings shared = top.bind("", RunSettings.class);
        // Refuses names that cannot be part of a topic's name.
        var unused = new Topics(shared.run(), shared.topics().partitions());
        return shared;
    }

    private static Settings defaults(Settings given) {
        Settings top = resource(RunFile.class, "/io/millrace/app/run-defaults.yaml");
        String algorithm = given.text("algorithm.name");
        if (given.has(RuleSettings.SECTION)) {
            top = top.under(RuleSettings.SECTION, RuleSettings.defaults(given.text(RuleSettings.SECTION + ".name")));
        }
        if (Algorithms.learns(algorithm) != Learns.STATISTICS) {
            top = top.under(POLICY, resource(PolicySettings.class, "PolicySettings.yaml"));
        }
        Settings ofEnvironment =
                Settings.empty().under("environment", EnvironmentSettings.defaults(given.text("environment.name")));
        if (given.has(BehaviourSettings.SECTION)) {
            Environment environment =
                    EnvironmentSettings.read(given.underlaidBy(ofEnvironment)).create();
            top = top.under(
                    BehaviourSettings.SECTION,
                    BehaviourSettings.defaults(given.section(BehaviourSettings.SECTION), environment));
        }
        return top.under("environment", ofEnvironment.section("environment"))
                .under("algorithm", Settings.parse(Algorithms.defaults(algorithm), "the defaults of " + algorithm))
                .under("learner", resource(LearnerSettings.class, "LearnerSettings.yaml"))
                .under("env", resource(EnvSettings.class, "EnvSettings.yaml"))
                .under(GuardWorker.SECTION, GuardWorker.defaults());
    }

    private static Settings resource(Class<?> beside, String name) {
        try (InputStream document = beside.getResourceAsStream(name)) {
            if (document == null) {
                throw new IllegalStateException("The resource " + name + " is missing: this jar was not built whole.");
            }
            return Settings.parse(new String(document.readAllBytes(), StandardCharsets.UTF_8), name);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The resource " + name + " cannot be read.", unreadable);
        }
    }
}
