package io.millrace.learner.algorithms;

import io.millrace.learner.experience.UnrollShape;
import io.millrace.policy.distribution.ActionDistribution;
import io.millrace.policy.distribution.Distributions;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.space.ActionSpace;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The algorithms there are, by the name that settings use. */
public final class Algorithms {

    /** The one that learns statistics for a rule, and no network. */
    public static final String BANDIT = "bandit";

    /** The one that does as others did. */
    public static final String CLONING = "cloning";

    /** The one that learns nothing. */
    public static final String NONE = "none";

    /** What an algorithm learns. */
    public enum Learns {
        /** A distribution over actions, and mostly values beside it. */
        DISTRIBUTION,
        /**
         * The values of actions. Then the network puts out a value for each choice, has no value network beside it,
         * and acts {@link io.millrace.policy.distribution.EpsilonGreedy}.
         */
        VALUES,
        /**
         * Continuous actions, numbers or shares, by critics of the learner's own: the network is the policy alone, without a value network
         * beside it, and acts by the one family that the algorithm moves.
         */
        CONTROL,
        /** Statistics that a {@link io.millrace.policy.bandit.Rule} decides by: there is no network. */
        STATISTICS;

        /** Whether the network decides and does nothing else, so that its trunk is none. */
        public boolean policyAlone() {
            return this == VALUES || this == CONTROL;
        }
    }

    private static final String EPSILON_GREEDY = "epsilon-greedy";
    private static final String CQL = "cql";
    private static final String IQL = "iql";

    private static final List<Kind<?>> KINDS = List.of(
            new Kind<>("a2c", A2cSettings.class, A2c::new),
            new Kind<>("appo", AppoSettings.class, Appo::new),
            new Kind<>(BANDIT, BanditSettings.class, Learns.STATISTICS, null, Algorithms::noNetwork),
            new Kind<>(CLONING, CloningSettings.class, Cloning::new),
            new Kind<>(CQL, CqlSettings.class, Learns.VALUES, EPSILON_GREEDY, Cql::new),
            new Kind<>("ddpg", DdpgSettings.class, Learns.CONTROL, "deterministic", Ddpg::new),
            new Kind<>("double-dqn", DqnSettings.class, Learns.VALUES, EPSILON_GREEDY, DoubleDqn::new),
            new Kind<>("dqn", DqnSettings.class, Learns.VALUES, EPSILON_GREEDY, Dqn::new),
            new Kind<>("impala", ImpalaSettings.class, Impala::new),
            new Kind<>(IQL, IqlSettings.class, Iql::new),
            new Kind<>(NONE, NoLearningSettings.class, (settings, task) -> new NoLearning()),
            new Kind<>("ppo", PpoSettings.class, Ppo::new),
            new Kind<>("reinforce", ReinforceSettings.class, Reinforce::new),
            new Kind<>("sac", SacSettings.class, Learns.CONTROL, "squashed-gaussian-by-state", Sac::new),
            new Kind<>("sarsa", SarsaSettings.class, Learns.VALUES, EPSILON_GREEDY, Sarsa::new),
            new Kind<>("trpo", TrpoSettings.class, Trpo::new));

    private Algorithms() {}

    /** Every name, in alphabetical order. */
    public static List<String> names() {
        return KINDS.stream().map(Kind::name).toList();
    }

    /**
     * The record that the section {@code algorithm} of a run's settings is read into, without the name.
     *
     * @throws IllegalArgumentException if there is no such algorithm; the message lists those there are
     */
    public static Class<? extends Record> settingsType(String name) {
        return kind(name).settings();
    }

    /**
     * What its settings are unless a run says otherwise: a YAML document with every key and a comment on each.
     *
     * @throws IllegalArgumentException if there is no such algorithm; the message lists those there are
     */
    public static String defaults(String name) {
        String resource = kind(name).name() + ".yaml";
        try (InputStream document = Algorithms.class.getResourceAsStream(resource)) {
            if (document == null) {
                throw new IllegalStateException("The resource " + resource
                        + " is missing beside the algorithms: this jar was not built whole. Build it again.");
            }
            return new String(document.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The defaults of algorithm " + name + " cannot be read.", e);
        }
    }

    /**
     * A new algorithm at its beginning.
     *
     * @param settings of the type that {@link #settingsType} names
     * @throws IllegalArgumentException if there is no such algorithm, or the settings are of another one
     */
    public static Algorithm create(String name, Record settings, LearningTask task) {
        return kind(name).create(settings, task);
    }

    /**
     * Refuses networks, a distribution over actions, or a lag that an algorithm cannot learn with, before anything is made.
     *
     * @param settings     of the type that {@link #settingsType} names
     * @param maxPolicyLag how many versions old a step may be; 0 for lock-step
     * @throws IllegalArgumentException if it cannot; the message says what it can learn
     */
    public static void requireFitting(
            Record settings, NetworkShape shape, ActionDistribution distribution, int maxPolicyLag) {
        if (settings instanceof TrpoSettings) {
            Trpo.requireFitting(shape, distribution);
        }
        if (settings instanceof PpoSettings ppo) {
            Ppo.requireFitting(ppo, distribution, maxPolicyLag);
        }
        if (settings instanceof IqlSettings) {
            Iql.requireFitting(shape);
        }
    }

    /**
     * Refuses a replay memory that a run could not be learned with, before any of it is taken.
     *
     * @param settings of the type that {@link #settingsType} names
     * @param shape    of every unroll of the run
     * @param unrolls  in an update; at least 1
     * @throws IllegalArgumentException if the settings ask for more memory than this process has, or for less than an
     *     update needs; the message says how much it may be
     */
    public static void requireRoom(Record settings, UnrollShape shape, int unrolls) {
        if (settings instanceof MemorySettings remembering) {
            remembering.requireRoom(shape, unrolls);
        }
    }

    /**
     * What an algorithm learns.
     *
     * @throws IllegalArgumentException if there is no such algorithm; the message lists those there are
     */
    public static Learns learns(String name) {
        return kind(name).learns();
    }

    /**
     * Names of the algorithms that learn from what others did and not from what they do themselves, in alphabetical
     * order: they hold to what was tried, so that trying by themselves they would find nothing.
     */
    public static List<String> learningFromOthers() {
        return List.of(CLONING, CQL, IQL);
    }

    /**
     * Names of the algorithms that can learn from a record of what others did, in alphabetical order: besides
     * {@link #learningFromOthers}, those that draw steps from a replay memory and do not ask who took them.
     */
    public static List<String> learningFromRecords() {
        return KINDS.stream()
                .filter(kind -> learningFromOthers().contains(kind.name())
                        || DrawSettings.class.isAssignableFrom(kind.settings()))
                .map(Kind::name)
                .toList();
    }

    /**
     * Whether an algorithm learns from steps that it remembers, in later updates than their own.
     *
     * @throws IllegalArgumentException if there is no such algorithm; the message lists those there are
     */
    public static boolean remembers(String name) {
        return MemorySettings.class.isAssignableFrom(kind(name).settings());
    }

    /** Names of the algorithms that learn, by acting, to act in a space by a network, in alphabetical order. */
    public static List<String> fitting(ActionSpace space) {
        return KINDS.stream()
                .filter(kind ->
                        !kind.name().equals(NONE) && !learningFromOthers().contains(kind.name()) && kind.fits(space))
                .map(Kind::name)
                .toList();
    }

    /**
     * Names of the families of distributions by which an algorithm can act in a space, its own or the space's default
     * first; none where it cannot learn to act there.
     *
     * @throws IllegalArgumentException if there is no such algorithm; the message lists those there are
     */
    public static List<String> distributions(String name, ActionSpace space) {
        return kind(name).distributions(space);
    }

    private static Algorithm noNetwork(BanditSettings settings, LearningTask task) {
        throw new IllegalArgumentException("Algorithm " + BANDIT + " learns statistics for a rule, but this run's"
                + " actions are decided by a network. Give the run a section rule, or name another algorithm.");
    }

    private static Kind<?> kind(String name) {
        return KINDS.stream()
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no algorithm " + name
                        + ". Set algorithm.name to one of: " + String.join(", ", names()) + "."));
    }

    /** @param family the one that it acts by; null if it can act by any whose probabilities it can move */
    private record Kind<S extends Record>(
            String name,
            Class<S> settings,
            Learns learns,
            @Nullable String family,
            BiFunction<S, LearningTask, Algorithm> factory) {

        Kind(String name, Class<S> settings, BiFunction<S, LearningTask, Algorithm> factory) {
            this(name, settings, Learns.DISTRIBUTION, null, factory);
        }

        boolean fits(ActionSpace space) {
            return learns != Learns.STATISTICS
                    && (family == null || Distributions.fitting(space).contains(family));
        }

        List<String> distributions(ActionSpace space) {
            if (!fits(space)) {
                return List.of();
            }
            if (family != null) {
                return List.of(family);
            }
            return name.equals(NONE) ? Distributions.fitting(space) : Distributions.moved(space);
        }

        Algorithm create(Record given, LearningTask task) {
            if (!settings.isInstance(given)) {
                throw new IllegalArgumentException("Algorithm " + name + " takes " + settings.getSimpleName()
                        + ", but was given " + given + ". Read its section into the type that settingsType names.");
            }
            return factory.apply(settings.cast(given), task);
        }
    }
}
