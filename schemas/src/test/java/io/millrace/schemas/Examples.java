package io.millrace.schemas;

import io.millrace.messages.ActionBatch;
import io.millrace.messages.ActionKind;
import io.millrace.messages.ActionSpaceDescription;
import io.millrace.messages.Annotation;
import io.millrace.messages.AnnotationKind;
import io.millrace.messages.BehaviourDescription;
import io.millrace.messages.Checkpoint;
import io.millrace.messages.Command;
import io.millrace.messages.CommandKind;
import io.millrace.messages.ConsumedUnroll;
import io.millrace.messages.Dataset;
import io.millrace.messages.DatasetPiece;
import io.millrace.messages.Episode;
import io.millrace.messages.EpisodeEnd;
import io.millrace.messages.InitialWeights;
import io.millrace.messages.Intervention;
import io.millrace.messages.InterventionKind;
import io.millrace.messages.NamedShape;
import io.millrace.messages.NetworkDescription;
import io.millrace.messages.ObservationBatch;
import io.millrace.messages.Progress;
import io.millrace.messages.RecordPiece;
import io.millrace.messages.RejectedRecord;
import io.millrace.messages.RuleDescription;
import io.millrace.messages.Run;
import io.millrace.messages.Statistics;
import io.millrace.messages.Unroll;
import io.millrace.messages.Update;
import io.millrace.messages.WeightsChunk;
import io.millrace.messages.WeightsManifest;
import io.millrace.messages.WeightsPart;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * One message of each kind, the same in every build: the golden bytes are theirs. A message whose
 * content has several forms has one for each.
 */
final class Examples {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final String HASH = "0123456789abcdef".repeat(4);

    private Examples() {}

    /**
     * A message and what its golden file is called.
     *
     * @param name    of the file, without its ending
     * @param message the message
     */
    record Example(String name, SpecificRecordBase message) {

        Codec<SpecificRecordBase> codec() {
            return Codec.of(message.getSchema());
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Example> all() {
        return List.of(
                new Example("Run", run()),
                new Example("ObservationBatch", observations()),
                new Example("ActionBatch", actions()),
                new Example("Unroll", unroll()),
                new Example("Episode", episode()),
                new Example("WeightsPart", weights(manifest())),
                new Example("WeightsPart-chunk", weights(chunk())),
                new Example("Update", update()),
                new Example("Progress", progress()),
                new Example("Statistics", statistics()),
                new Example("Command", command()),
                new Example("Annotation", annotation()),
                new Example("RejectedRecord", rejected()),
                new Example("Checkpoint", checkpoint()),
                new Example("Dataset", dataset()));
    }

    static Progress progress() {
        return new Progress("learner", 3L, 1_024L, List.of(2L, 1L), false, null, false, NOON);
    }

    static Episode episode() {
        return new Episode(1, 2, 3L, 0.5, 200, EpisodeEnd.TRUNCATED, 40L, 41L, NOON, Map.of("regret", 1.5));
    }

    static WeightsPart weights(Object content) {
        return new WeightsPart("learner", 41L, content);
    }

    static WeightsChunk chunk() {
        return new WeightsChunk(0, floats(1, -2));
    }

    private static WeightsManifest manifest() {
        return new WeightsManifest(1, HASH, List.of(new NamedShape("policy/0/weights", List.of(2, 1))), NOON);
    }

    private static Run run() {
        return new Run(
                "golden",
                HASH,
                "{\"seed\":7}",
                7L,
                2,
                1,
                2,
                0,
                4,
                "cart-pole",
                "1",
                4,
                new ActionSpaceDescription(ActionKind.BOX, 2, List.of(-1.0, 0.0), List.of(1.0, 0.25)),
                "beta",
                new NetworkDescription(
                        List.of(64, 64), "tanh", "shared", 1, List.of(15, 5), List.of(512, 95), List.of(32)),
                new RuleDescription(
                        "epsilon-greedy",
                        Map.of("epsilon", 0.1),
                        false,
                        2,
                        List.of(450.0, 475.0),
                        List.of(50.0, 75.0),
                        7,
                        1),
                new BehaviourDescription("lookahead", Map.of("horizon", 10.0)),
                "recorded",
                List.of(new RecordPiece("recorded", HASH, 2, 40L, List.of(3L, 3L), List.of(6L, 0L), List.of(86L, 0L))),
                false,
                new InitialWeights("taught", 40L, HASH),
                true,
                true,
                NOON);
    }

    private static ObservationBatch observations() {
        return new ObservationBatch(
                1,
                300L,
                40L,
                "env-1",
                2,
                floats(0.5f, -0.5f, 1.5f, -1.5f),
                ByteBuffer.wrap(new byte[] {1, 0, 1, 1}),
                NOON);
    }

    private static ActionBatch actions() {
        return new ActionBatch(
                1,
                300L,
                40L,
                "env-1",
                2,
                floats(0.25f, 0.75f),
                floats(-1.1f, 1.1f),
                floats(-0.7f, -0.6f),
                0.69f,
                "actor-1");
    }

    /** Two ticks of two environments; one episode is cut at the first tick, one ends at the second. */
    private static Unroll unroll() {
        return new Unroll(
                "golden",
                1,
                150L,
                "cart-pole",
                "1",
                2,
                2,
                1,
                1,
                floats(0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f),
                null,
                Tensors.ofIndices(new float[] {0, 1, 1, 0}, 0, 4),
                null,
                floats(-0.7f, -0.6f, -0.5f, -0.4f),
                floats(1, 1, 1, 0),
                ByteBuffer.wrap(new byte[] {2, 0, 0, 1}),
                Tensors.ofInts(new int[] {0, 3}, 2),
                floats(0.35f, 0.65f),
                null,
                Tensors.ofLongs(new long[] {40, 41}),
                Tensors.ofLongs(new long[] {9, 12}),
                Tensors.ofInts(new int[] {199, 5}, 2),
                Tensors.ofLongs(new long[] {NOON.toEpochMilli(), NOON.toEpochMilli() + 1}));
    }

    private static Update update() {
        return new Update(
                "learner",
                41L,
                HASH,
                "example 1 on CPU",
                -7L,
                List.of(new ConsumedUnroll(0, 40L, 0, 17L, 0), new ConsumedUnroll(1, 40L, 1, 16L, 0)),
                List.of(new ConsumedUnroll(1, 39L, 1, 15L, 0)),
                10_496L,
                -0.01,
                0.5,
                0.69,
                0.002,
                0.125,
                0.875,
                0.5,
                0.0,
                HASH,
                NOON,
                true,
                new Intervention(InterventionKind.ROLLBACK, "guard", "entropy fell to nothing", 40L, 35L, 0.5));
    }

    private static Statistics statistics() {
        return new Statistics("golden", NOON, NOON.plusSeconds(10), 41L, 12L, Map.of("return.mean", 22.25));
    }

    private static Command command() {
        return new Command("learner", CommandKind.ROLLBACK, "guard", "entropy fell to nothing", 40L, 35L, NOON);
    }

    private static Annotation annotation() {
        return new Annotation(
                AnnotationKind.START, "actor", "actor-1", null, "actor began", Map.of("java", "17"), NOON);
    }

    private static RejectedRecord rejected() {
        return new RejectedRecord(
                "millrace.golden.actions",
                1,
                99L,
                null,
                ByteBuffer.wrap(new byte[] {1, 2, 3}),
                "The record does not begin with the single-object header of a ActionBatch.",
                "env",
                NOON);
    }

    private static Checkpoint checkpoint() {
        return new Checkpoint(
                "golden",
                "learner",
                HASH,
                41L,
                10_496L,
                List.of(41L, 41L),
                List.of(18L, 17L),
                floats(1, -2),
                floats(0, 0, 0, 0),
                164L,
                Map.of("kl.mean", 0.002),
                Map.of("target", floats(1, 0)),
                Map.of("observation", Tensors.ofDoubles(new double[] {2, 0.5, 4})),
                0.5,
                NOON);
    }

    private static Dataset dataset() {
        return new Dataset(
                "golden",
                "what a rule did in spring",
                List.of(new DatasetPiece("recorded", HASH, 2, 40L, List.of(3L, 3L), List.of(6L, 0L), List.of(86L, 0L))),
                Map.of("recorded", "{\"seed\":7}"),
                "cart-pole",
                "1",
                80L,
                160L,
                3L,
                22.25,
                HASH,
                false,
                NOON);
    }

    private static ByteBuffer floats(float... values) {
        return Tensors.ofFloats(values);
    }
}
