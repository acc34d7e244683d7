package io.millrace.schemas;

import io.millrace.messages.ActionBatch;
import io.millrace.messages.Annotation;
import io.millrace.messages.Command;
import io.millrace.messages.Dataset;
import io.millrace.messages.Episode;
import io.millrace.messages.ObservationBatch;
import io.millrace.messages.Progress;
import io.millrace.messages.RejectedRecord;
import io.millrace.messages.Run;
import io.millrace.messages.Statistics;
import io.millrace.messages.Unroll;
import io.millrace.messages.Update;
import io.millrace.messages.WeightsPart;
import io.millrace.schemas.Topic.Keep;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The topics of one run, {@code millrace.<run>.<topic>}: the one place that knows their names.
 *
 * @param run        name of the run
 * @param partitions partitions of each topic that is keyed by lane; lane modulo this is the partition
 */
public record Topics(String run, int partitions) {

    /** What a run may be called: it becomes part of topic names and of a folder's name. */
    public static final Pattern RUN_NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    /** The runs of a cluster; key: the run's name. */
    public static final Topic<Run> RUNS = new Topic<>("millrace.runs", Codec.of(Run.getClassSchema()), 1, Keep.NEWEST);

    /** Named pieces of the runs' records; key: the dataset's name. */
    public static final Topic<Dataset> DATASETS =
            new Topic<>("millrace.datasets", Codec.of(Dataset.getClassSchema()), 1, Keep.NEWEST);

    public Topics {
        if (!RUN_NAME.matcher(run).matches()) {
            throw new IllegalArgumentException("\"" + run + "\" cannot name a run: it becomes part of topic names. "
                    + "Use at most 63 small letters, digits and hyphens, a letter or digit first.");
        }
        if (partitions < 1) {
            throw new IllegalArgumentException(
                    "topics.partitions is " + partitions + ", but a topic has at least 1 partition. Set 1 or more.");
        }
    }

    /** ① What the environments show; key: lane. */
    public Topic<ObservationBatch> observations() {
        return new Topic<>(name("observations"), Codec.of(ObservationBatch.getClassSchema()), partitions, Keep.MINUTES);
    }

    /** ② What the actors answer; key: lane. */
    public Topic<ActionBatch> actions() {
        return new Topic<>(name("actions"), Codec.of(ActionBatch.getClassSchema()), partitions, Keep.MINUTES);
    }

    /** ③ The recorded experience; key: lane. */
    public Topic<Unroll> transitions() {
        return new Topic<>(name("transitions"), Codec.of(Unroll.getClassSchema()), partitions, Keep.FOR_EVER);
    }

    /** Finished episodes; key: lane. */
    public Topic<Episode> episodes() {
        return new Topic<>(name("episodes"), Codec.of(Episode.getClassSchema()), partitions, Keep.FOR_EVER);
    }

    /** ④ Published weights; key: policy and part. */
    public Topic<WeightsPart> weights() {
        return new Topic<>(name("weights"), Codec.of(WeightsPart.getClassSchema()), 1, Keep.NEWEST);
    }

    /** ⑤ The ledger; key: policy. */
    public Topic<Update> updates() {
        return new Topic<>(name("updates"), Codec.of(Update.getClassSchema()), 1, Keep.FOR_EVER);
    }

    /** How far the learner is; key: learner. */
    public Topic<Progress> progress() {
        return new Topic<>(name("progress"), Codec.of(Progress.getClassSchema()), 1, Keep.NEWEST);
    }

    /** What monitoring computed; key: run and window. */
    public Topic<Statistics> statistics() {
        return new Topic<>(name("statistics"), Codec.of(Statistics.getClassSchema()), 1, Keep.DAYS);
    }

    /** What is asked of the learner; key: policy. */
    public Topic<Command> commands() {
        return new Topic<>(name("commands"), Codec.of(Command.getClassSchema()), 1, Keep.FOR_EVER);
    }

    /** What happened to the run; key: service. */
    public Topic<Annotation> annotations() {
        return new Topic<>(name("annotations"), Codec.of(Annotation.getClassSchema()), 1, Keep.FOR_EVER);
    }

    /** Records that could not be used; key: source topic. */
    public Topic<RejectedRecord> quarantine() {
        return new Topic<>(name("quarantine"), Codec.of(RejectedRecord.getClassSchema()), 1, Keep.FOR_EVER);
    }

    /** Every topic of the run, in the order of the data path; the recorded experience kept for ever. */
    public List<Topic<?>> all() {
        return List.of(
                observations(),
                actions(),
                transitions(),
                episodes(),
                weights(),
                updates(),
                progress(),
                statistics(),
                commands(),
                annotations(),
                quarantine());
    }

    /** The recorded experience: the topics that a run may keep for a limited time or to a limited size. */
    public List<Topic<?>> recorded() {
        return List.of(transitions(), episodes());
    }

    /** Every topic of the run, as they are made where the recorded experience is kept like this. */
    public List<Topic<?>> keeping(Retention retention) {
        List<String> recorded = recorded().stream().map(Topic::name).toList();
        return all().stream()
                .<Topic<?>>map(topic -> recorded.contains(topic.name()) ? topic.keptFor(retention) : topic)
                .toList();
    }

    /** The run's topic of that short name, such as {@code episodes}. */
    public Optional<Topic<?>> named(String shortName) {
        return all().stream()
                .filter(topic -> topic.name().equals(name(shortName)))
                .findFirst();
    }

    /** The partition of every message of a lane. */
    public int partition(int lane) {
        return lane % partitions;
    }

    private String name(String shortName) {
        return "millrace." + run + "." + shortName;
    }
}
