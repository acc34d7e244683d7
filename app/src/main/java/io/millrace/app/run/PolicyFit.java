package io.millrace.app.run;

import io.millrace.env.environments.Environment;
import io.millrace.env.environments.Priced;
import io.millrace.learner.LearnerSettings;
import io.millrace.learner.algorithms.Algorithms;
import io.millrace.learner.algorithms.Algorithms.Learns;
import io.millrace.policy.bandit.Rules;
import io.millrace.policy.bandit.StoreObservation;
import io.millrace.policy.distribution.Distributions;
import io.millrace.policy.network.Trunk;
import io.millrace.policy.space.ActionSpace;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.settings.SettingsException;
import io.millrace.weights.PolicySettings;
import io.millrace.weights.RuleSettings;
import io.millrace.weights.RuleSettings.MarketScope;
import java.util.List;

/** Whether the policy of a run, its algorithm and its environment fit one another. */
final class PolicyFit {

    private static final String POLICY = "policy";
    private static final String ENVIRONMENT_NAME = "environment.name";

    private PolicyFit() {}

    /**
     * Settles what the settings leave to algorithm and action space, and refuses what fits neither.
     *
     * @throws SettingsException if something does not fit; the message says what would
     */
    static Settings settle(Settings given, Environment created) {
        Settings settled = decidedByRule(given)
                ? withRuleFor(given, created)
                : withPolicyOf(given, created.description().actionSpace());
        requireNothingRemembered(settled);
        requireFittingRecord(settled);
        return settled;
    }

    /** Refuses an algorithm that takes what others did for what its own policy would do, and one that has nobody to clone. */
    private static void requireFittingRecord(Settings settings) {
        String algorithm = settings.text("algorithm.name");
        boolean behaviour = settings.has(BehaviourSettings.SECTION);
        LearnerSettings learner = settings.bind("learner", LearnerSettings.class);
        String source = learner.source();
        if (behaviour && !source.isEmpty()) {
            throw new SettingsException("There is a section behaviour, but learner.source is " + source
                    + ": who learns from the record of another run acts nowhere. Leave out one of them.");
        }
        if (learner.sources().stream()
                .anyMatch(name -> name.isRun() && name.name().equals(settings.text("run")))) {
            throw new SettingsException("learner.source is " + source + ", which is this run itself. Leave"
                    + " learner.source out, or name the run that recorded.");
        }
        boolean fromOthers = Algorithms.learningFromOthers().contains(algorithm);
        if (fromOthers && !behaviour && source.isEmpty()) {
            throw new SettingsException("algorithm.name is " + algorithm + ", but " + nobodyElse(algorithm)
                    + " Add behaviour: {rule: NAME} where the environment has rules, or set learner.source to a run that"
                    + " recorded.");
        }
        if (!source.isEmpty() && !Algorithms.learningFromRecords().contains(algorithm)) {
            throw new SettingsException("learner.source is " + source + ", but algorithm " + algorithm
                    + " takes every step for one of its own policy, and corrects for nothing that another one did. Set"
                    + " algorithm.name to one that learns from records: "
                    + String.join(", ", Algorithms.learningFromRecords()) + ".");
        }
        if (behaviour && !fromOthers && !algorithm.equals(Algorithms.NONE)) {
            throw new SettingsException("There is a section behaviour, but algorithm " + algorithm
                    + " learns by trying: what its policy would do and the rule never does stays unseen, and no"
                    + " correction makes up for that. Set algorithm.name to one that learns from what others do, "
                    + String.join(", ", Algorithms.learningFromOthers()) + ", or to none, which only records.");
        }
    }

    private static String nobodyElse(String algorithm) {
        return algorithm.equals(Algorithms.CLONING)
                ? "nobody is there to be cloned: a policy learns nothing from what it does itself."
                : "nobody else is there to learn from: it holds to what was tried, so that trying by itself it would find"
                        + " nothing.";
    }

    /** Whether a rule over statistics decides, and no network. */
    static boolean decidedByRule(Settings settings) {
        return Algorithms.learns(settings.text("algorithm.name")) == Learns.STATISTICS;
    }

    /** Refuses a rule that has nothing to choose from, and a policy network that nobody would ask. */
    private static Settings withRuleFor(Settings given, Environment created) {
        if (!(created instanceof Priced)) {
            throw new SettingsException("algorithm.name is " + Algorithms.BANDIT + ", which learns what each price"
                    + " earns, but the actions of " + given.text(ENVIRONMENT_NAME) + " are "
                    + created.description().actionSpace()
                    + " and no prices. Use it with pricing, or another algorithm here.");
        }
        if (!given.has(RuleSettings.SECTION)) {
            throw new SettingsException("algorithm.name is " + Algorithms.BANDIT + ", but there is no section "
                    + RuleSettings.SECTION + " that says what decides. Add rule: {name: NAME}, with one of "
                    + String.join(", ", Rules.names()) + ".");
        }
        if (given.has(POLICY)) {
            throw new SettingsException(
                    "There is a section " + POLICY + ", but the rule " + given.text(RuleSettings.SECTION + ".name")
                            + " decides without a network. Leave the section out.");
        }
        RuleSettings rule = RuleSettings.read(given.section(RuleSettings.SECTION));
        int history = StoreObservation.historyPrices(created.description().observationSize());
        if (rule.market() == MarketScope.RUN && history > 0 && given.number("lanes.count") > 1) {
            throw new SettingsException("rule.market is run, but each of the lanes draws a past of its own, with other"
                    + " prices, and one market has one past. Set lanes.count to 1, rule.market to lane, or"
                    + " environment.history.prices to 0.");
        }
        return given;
    }

    /** Settles what the settings leave to algorithm and action space, and refuses what does not fit them. */
    private static Settings withPolicyOf(Settings given, ActionSpace space) {
        String algorithm = given.text("algorithm.name");
        if (given.has(RuleSettings.SECTION)) {
            throw new SettingsException("There is a section " + RuleSettings.SECTION + ", but algorithm " + algorithm
                    + " learns a network that decides. Leave the section out, or set algorithm.name to "
                    + Algorithms.BANDIT + ".");
        }
        PolicySettings policy = given.bind(POLICY, PolicySettings.class);
        List<String> families = Algorithms.distributions(algorithm, space);
        if (families.isEmpty()) {
            throw new SettingsException("algorithm.name is " + algorithm + ", which learns "
                    + (Algorithms.learns(algorithm) == Learns.CONTROL
                            ? "actions that are numbers or shares"
                            : "a value for each choice")
                    + ", but the actions of " + given.text(ENVIRONMENT_NAME) + " are " + space
                    + ". Set algorithm.name to one that fits: " + String.join(", ", Algorithms.fitting(space)) + ".");
        }
        String distribution = policy.distribution().equals(PolicySettings.DEFAULT_DISTRIBUTION)
                ? families.get(0)
                : policy.distribution();
        if (!Distributions.fitting(space).contains(distribution)) {
            throw new SettingsException("policy.distribution is " + distribution + ", but that is none over the actions"
                    + " of " + given.text(ENVIRONMENT_NAME) + ", " + space + ". Leave policy.distribution out, or set"
                    + " it to " + String.join(" or ", families) + ".");
        }
        boolean alone = Algorithms.learns(algorithm).policyAlone();
        if (!families.contains(distribution)) {
            throw new SettingsException("policy.distribution is " + distribution + ", but algorithm " + algorithm
                    + (alone
                            ? " acts by " + families.get(0)
                            : " moves probabilities along their gradient, and that one has none")
                    + ". Leave policy.distribution out, or set it to " + String.join(" or ", families) + ".");
        }
        if (!alone && policy.trunk() == Trunk.NONE && !algorithm.equals("none")) {
            throw new SettingsException("policy.trunk is none, but the networks of algorithm " + algorithm
                    + " include one of values, whether or not its other settings use it. Leave policy.trunk out, or set"
                    + " it to separate.");
        }
        if (alone && policy.trunk() == Trunk.SHARED) {
            throw new SettingsException("policy.trunk is shared, but in algorithm " + algorithm
                    + " the network that decides has no value network beside it that it could share layers with."
                    + " Leave policy.trunk out, or set it to none.");
        }
        if (Algorithms.learns(algorithm) == Learns.CONTROL && policy.parts() > 1) {
            throw new SettingsException("policy.parts is " + policy.parts() + ", but algorithm " + algorithm
                    + " acts on the whole of an observation. Leave policy.parts out, or set it to 1.");
        }
        return given.with("policy.distribution", distribution)
                .with("policy.trunk", alone ? "none" : given.text("policy.trunk"));
    }

    static boolean normalisesObservations(Settings settings) {
        return !decidedByRule(settings)
                && settings.bind(POLICY, PolicySettings.class).normaliseObservations();
    }

    static boolean normalisesRewards(Settings settings) {
        return settings.bind("learner", LearnerSettings.class).normaliseRewards();
    }

    /** What was remembered would be at the scale of its time; and without a discount there is no return to scale by. */
    private static void requireNothingRemembered(Settings settings) {
        boolean rewards = normalisesRewards(settings);
        if (!rewards && !normalisesObservations(settings)) {
            return;
        }
        String asked = rewards ? "learner.normalise-rewards" : "policy.normalise-observations";
        String algorithm = settings.text("algorithm.name");
        if (decidedByRule(settings)) {
            throw new SettingsException(asked + " is true, but algorithm " + algorithm + " learns what each price earns"
                    + " as it is earned. Set " + asked + " to false.");
        }
        if (Algorithms.remembers(algorithm)) {
            throw new SettingsException(asked + " is true, but algorithm " + algorithm + " also learns from what it was"
                    + " shown long ago, when the statistics were others. Set " + asked
                    + " to false, or use an algorithm that learns from each step once, such as ppo.");
        }
        if (rewards && !settings.has("algorithm.discount")) {
            throw new SettingsException(asked + " is true, but algorithm " + algorithm + " has no discount, and rewards"
                    + " are scaled by discounted returns. Set " + asked + " to false.");
        }
    }
}
