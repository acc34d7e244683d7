package io.millrace.app.offpolicy;

import io.millrace.app.run.RunFile;
import io.millrace.app.run.RunFolder;
import io.millrace.learner.LearnerWorker;
import io.millrace.learner.algorithms.Algorithms;
import io.millrace.learner.checkpoint.CheckpointFile;
import io.millrace.messages.Annotation;
import io.millrace.messages.AnnotationKind;
import io.millrace.messages.Checkpoint;
import io.millrace.messages.InitialWeights;
import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Tensors;
import io.millrace.schemas.Topics;
import io.millrace.weights.Checksum;
import io.millrace.weights.KeptWeights;
import io.millrace.weights.PublishedWeights;
import io.millrace.weights.RunPolicy;
import io.millrace.weights.WeightsPublisher;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Weights under a name of their own: a run of the candidate's environment and policy that learns nothing and holds them
 * as a version, for actors to act by, for others to begin with and to be judged. Statistics of rewards are left behind,
 * which only a learner needs.
 */
public final class Publication {

    private static final List<String> KEPT_SECTIONS = List.of("environment", "lanes", "topics", "evaluation");
    private static final String POLICY = "policy";

    private final Candidate candidate;
    private final Settings settings;
    private final @Nullable RunFolder folder;
    private final Instant now;

    /**
     * @param name   of the run that holds them
     * @param folder where such runs lie beside their log; null where the bus holds all there is
     */
    public Publication(Candidate candidate, String name, @Nullable RunFolder folder, Instant now) {
        this.candidate = candidate;
        this.folder = folder;
        this.now = now;
        this.settings = RunFile.of(settings(candidate, name)).settings();
    }

    private static Settings settings(Candidate candidate, String name) {
        Settings learned = Settings.parse(
                candidate.run().getSettings(),
                "the settings of run " + candidate.run().getRun());
        Settings published = Settings.empty()
                .with("run", name)
                .with("seed", String.valueOf(candidate.run().getSeed()))
                .with("max-policy-lag", String.valueOf(candidate.run().getMaxPolicyLag()))
                .with("learner.steps", String.valueOf((long) learned.number("learner.steps")))
                .with("algorithm.name", Algorithms.NONE);
        for (String section : KEPT_SECTIONS) {
            published = published.under(section, learned.section(section));
        }
        return published
                .under(POLICY, learned.section(POLICY))
                .with("policy.init-from", candidate.run().getRun());
    }

    /**
     * Publishes them as version 0 of a new run.
     *
     * @param annotated what is said of it
     * @return the version
     * @throws UserMistake if there is such a run already
     */
    public long asNew(Bus bus, Judged annotated) {
        String name = settings.text("run");
        if (exists(bus, name)) {
            throw new UserMistake("There is a run \"" + name + "\" already. Choose another name with --as, or publish a"
                    + " newer version of it with --to " + name + ".");
        }
        PublishedWeights weights = weights(0);
        Run run = RunFile.of(settings).toRun(now);
        run.setInitialWeights(new InitialWeights(
                candidate.run().getRun(),
                candidate.weights().version(),
                candidate.weights().sha256()));
        Run registered = new RunRegistry(bus).register(run);
        if (folder != null) {
            folder.claim(settings);
        }
        publish(bus, registered, weights, annotated);
        return weights.version();
    }

    /**
     * Publishes them as the next version of a run that was published before.
     *
     * @return the version
     * @throws UserMistake if there is no such run, a learner makes its versions, or it is of another layout
     */
    public long asNext(Bus bus, Judged annotated) {
        String name = settings.text("run");
        Run run = new RunRegistry(bus)
                .all().stream()
                        .filter(there -> there.getRun().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new UserMistake("There is no run \"" + name
                                + "\" here that could get a newer version. Publish a new one with --as " + name + "."));
        String algorithm =
                Settings.parse(run.getSettings(), "the settings of run " + name).text("algorithm.name");
        if (!algorithm.equals(Algorithms.NONE)) {
            throw new UserMistake(
                    "Run \"" + name + "\" learns by " + algorithm + ", so that its learner alone makes its"
                            + " versions. Publish under a name of its own with --as, or begin a run with policy.init-from.");
        }
        RunPolicy.layoutDifference(RunFile.of(settings).toRun(now), run).ifPresent(difference -> {
            throw new UserMistake("The weights of " + candidate.name() + " do not fit run \"" + name + "\": they hold "
                    + difference + ". Publish them under a new name with --as.");
        });
        long next = KeptWeights.newest(bus, run).map(PublishedWeights::version).orElse(-1L) + 1;
        PublishedWeights weights = weights(next);
        publish(bus, run, weights, annotated);
        return next;
    }

    /**
     * What is said of published weights.
     *
     * @param text    in words
     * @param details estimate, bound and record among them
     */
    public record Judged(String text, Map<String, String> details) {}

    private boolean exists(Bus bus, String name) {
        return (folder != null && folder.path().toFile().exists())
                || new RunRegistry(bus)
                        .all().stream().anyMatch(run -> run.getRun().equals(name));
    }

    private PublishedWeights weights(long version) {
        float[] learned = candidate.weights().parameters();
        int length = RunPolicy.layout(RunFile.of(settings).toRun(now)).parameterCount();
        float[] parameters = Arrays.copyOf(learned, length);
        return new PublishedWeights(version, parameters, Checksum.sha256(Tensors.ofFloats(parameters)));
    }

    /** The checkpoint comes last: with it the run can be begun with, and by then all of it is there. */
    private void publish(Bus bus, Run run, PublishedWeights weights, Judged annotated) {
        Topics topics = new Topics(run.getRun(), run.getPartitions());
        new WeightsPublisher(bus.sink(topics.weights(), Delivery.PROMPT), LearnerWorker.POLICY, RunPolicy.layout(run))
                .publish(weights, now);
        EventSink<Annotation> annotations = bus.sink(topics.annotations(), Delivery.PROMPT);
        annotations.send(
                0,
                "publish",
                Annotation.newBuilder()
                        .setKind(AnnotationKind.PUBLISHED)
                        .setService("publish")
                        .setInstance("publish-" + ProcessHandle.current().pid())
                        .setVersion(weights.version())
                        .setText(annotated.text())
                        .setDetails(annotated.details())
                        .setAt(now)
                        .build());
        annotations.flush();
        if (folder != null) {
            new CheckpointFile(folder.path()).save(checkpoint(run, weights));
        }
    }

    private Checkpoint checkpoint(Run run, PublishedWeights weights) {
        Optional<Checkpoint> before = folder == null ? Optional.empty() : folder.checkpoint();
        return Checkpoint.newBuilder()
                .setRun(run.getRun())
                .setPolicy(LearnerWorker.POLICY)
                .setSettingsHash(run.getSettingsHash())
                .setVersion(weights.version())
                .setSteps(before.map(Checkpoint::getSteps).orElse(0L))
                .setNextUnrolls(before.map(Checkpoint::getNextUnrolls).orElse(Collections.nCopies(run.getLanes(), 0L)))
                .setPositions(before.map(Checkpoint::getPositions).orElse(Collections.nCopies(run.getPartitions(), 0L)))
                .setParameters(Tensors.ofFloats(weights.parameters()))
                .setOptimizer(ByteBuffer.allocate(0))
                .setOptimizerSteps(0)
                .setAlgorithmState(Map.of())
                .setSavedAt(now)
                .build();
    }
}
