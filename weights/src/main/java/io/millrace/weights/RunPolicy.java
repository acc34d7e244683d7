package io.millrace.weights;

import io.millrace.messages.ActionKind;
import io.millrace.messages.ActionSpaceDescription;
import io.millrace.messages.BehaviourDescription;
import io.millrace.messages.RuleDescription;
import io.millrace.messages.Run;
import io.millrace.policy.NetworkPolicy;
import io.millrace.policy.Policy;
import io.millrace.policy.bandit.ArmTable;
import io.millrace.policy.bandit.Arms;
import io.millrace.policy.bandit.RulePolicy;
import io.millrace.policy.bandit.RulePolicy.Tags;
import io.millrace.policy.bandit.Rules;
import io.millrace.policy.behaviour.BehaviourPolicy;
import io.millrace.policy.behaviour.ObservationRules;
import io.millrace.policy.distribution.ActionDistribution;
import io.millrace.policy.distribution.Distributions;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Branches;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import io.millrace.policy.normalisation.NormalisedLayout;
import io.millrace.policy.parameters.ParameterLayout;
import io.millrace.policy.space.ActionSpace;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The policy that a registered run describes. */
public final class RunPolicy {

    /** Among the settings of a behaviour, the chance of each switch to be flipped. */
    public static final String FLIP = "flip";

    private RunPolicy() {}

    /** What takes the actions of a run: its {@link #policy}, or a rule that the policy learns from. */
    public static Policy acting(Run run) {
        BehaviourDescription behaviour = run.getBehaviour();
        if (behaviour == null) {
            return policy(run);
        }
        Map<String, Double> settings = new TreeMap<>(behaviour.getSettings());
        Double flip = settings.remove(FLIP);
        ActionSpace space = actionSpace(run.getActionSpace());
        return new BehaviourPolicy(
                ObservationRules.of(
                        run.getEnvironment(), behaviour.getRule(), settings, run.getObservationSize(), space),
                space,
                flip == null ? 0 : flip);
    }

    /** What differs first between the layouts of the weights of two runs, in words; nothing if they are the same. */
    public static Optional<String> layoutDifference(Run found, Run expected) {
        return WeightsLayout.difference(WeightsLayout.of(layout(found)), WeightsLayout.of(layout(expected)));
    }

    /** The policy that the run learns, without parameters yet. */
    public static Policy policy(Run run) {
        RuleDescription rule = run.getRule();
        return rule == null
                ? new NetworkPolicy(networkLayout(run), distribution(run))
                : new RulePolicy(
                        arms(rule),
                        Rules.of(rule.getName(), rule.getSettings()),
                        rule.getRelabel() ? Tags.FEWEST_CHANGES : Tags.AS_CHOSEN,
                        run.getObservationSize());
    }

    /** The layout of the run's weights. */
    public static ParameterLayout layout(Run run) {
        RuleDescription rule = run.getRule();
        return rule == null ? networkLayout(run) : arms(rule);
    }

    /** The layout of the run's weights, of a run whose actions a network decides. */
    public static NormalisedLayout networkLayout(Run run) {
        return new NormalisedLayout(shape(run), run.getNormaliseObservations(), run.getNormaliseRewards());
    }

    /** The layout of the statistics that a rule decides by. */
    public static ArmTable arms(RuleDescription rule) {
        return new ArmTable(rule.getMarkets(), new Arms(rule.getPrices(), rule.getMargins()), rule.getHistory());
    }

    /** Numbers in one sampled action of the run. */
    public static int sampledWidth(Run run) {
        return run.getRule() == null ? distribution(run).sampledWidth() : 1;
    }

    /** The shape of the run's networks, of a run whose actions a network decides. */
    public static NetworkShape shape(Run run) {
        ActionDistribution distribution = distribution(run);
        return new NetworkShape(
                run.getObservationSize(),
                run.getNetwork().getHidden(),
                Activation.valueOf(run.getNetwork().getActivation().toUpperCase(Locale.ROOT)),
                distribution.outputs(),
                distribution.freeParameters(),
                Trunk.valueOf(run.getNetwork().getTrunk().toUpperCase(Locale.ROOT)),
                run.getNetwork().getParts(),
                new Branches(
                        run.getNetwork().getPartLayers(),
                        run.getNetwork().getWholeLayers(),
                        run.getNetwork().getValueLayers()));
    }

    /** The run's family of action distributions. */
    public static ActionDistribution distribution(Run run) {
        return Distributions.of(run.getDistribution(), actionSpace(run.getActionSpace()));
    }

    /** Whether the run's actions are choices, and so travel as int32. */
    public static boolean discrete(Run run) {
        return run.getActionSpace().getKind() == ActionKind.DISCRETE;
    }

    /** An action space as it was described in a message. */
    public static ActionSpace actionSpace(ActionSpaceDescription description) {
        return switch (description.getKind()) {
            case DISCRETE -> new ActionSpace.Discrete(description.getSize());
            case BOX -> new ActionSpace.Box(description.getLow(), description.getHigh());
            case SIMPLEX -> new ActionSpace.Simplex(description.getSize());
            case MULTI_BINARY -> new ActionSpace.MultiBinary(description.getSize());
        };
    }

    /** An action space as it is described in a message. */
    public static ActionSpaceDescription describe(ActionSpace space) {
        if (space instanceof ActionSpace.Discrete discrete) {
            return new ActionSpaceDescription(ActionKind.DISCRETE, discrete.choices(), List.of(), List.of());
        }
        if (space instanceof ActionSpace.Box box) {
            return new ActionSpaceDescription(ActionKind.BOX, box.width(), box.low(), box.high());
        }
        ActionKind kind = space instanceof ActionSpace.MultiBinary ? ActionKind.MULTI_BINARY : ActionKind.SIMPLEX;
        return new ActionSpaceDescription(kind, space.width(), List.of(), List.of());
    }
}
