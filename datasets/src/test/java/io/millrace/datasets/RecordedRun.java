package io.millrace.datasets;

import io.millrace.messages.ActionKind;
import io.millrace.messages.ActionSpaceDescription;
import io.millrace.messages.NetworkDescription;
import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.schemas.Tensors;
import io.millrace.schemas.Topics;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * A run of two lanes with three environments each, unrolls of four ticks and one partition or two: episodes of three
 * steps, terminated and truncated in turn, whose every step earns 1.
 */
public final class RecordedRun {

    public static final int LANES = 2;
    public static final int ENVIRONMENTS = 3;
    public static final int TICKS = 4;
    public static final int STEPS_OF_ROUND = LANES * ENVIRONMENTS * TICKS;
    private static final int EPISODE = 3;
    private static final int SIZE = 2;
    private static final int CHOICES = 3;

    private final Bus bus;
    private final Run run;

    /** Registers the run. */
    public RecordedRun(Bus bus, String name, int partitions) {
        this.bus = bus;
        this.run = new RunRegistry(bus).register(describe(name, partitions, LANES, ENVIRONMENTS, TICKS, "recording"));
    }

    /** A run with discrete actions. */
    public static Run describe(
            String name, int partitions, int lanes, int environments, int ticks, String environment) {
        return Run.newBuilder()
                .setRun(name)
                .setSettingsHash("0".repeat(64))
                .setSettings("{}")
                .setSeed(1)
                .setLanes(lanes)
                .setEnvironmentsPerLane(environments)
                .setUnrollLength(ticks)
                .setMaxPolicyLag(0)
                .setPartitions(partitions)
                .setEnvironment(environment)
                .setEnvironmentVersion("1")
                .setObservationSize(SIZE)
                .setActionSpace(new ActionSpaceDescription(ActionKind.DISCRETE, CHOICES, List.of(), List.of()))
                .setDistribution("categorical")
                .setNetwork(new NetworkDescription(List.of(), "tanh", "separate", 1, List.of(), List.of(), List.of()))
                .setRegisteredAt(Instant.EPOCH)
                .build();
    }

    /** As it is registered. */
    public Run run() {
        return run;
    }

    /** Records rounds, lane by lane in each. */
    public RecordedRun rounds(long from, long to) {
        for (long round = from; round < to; round++) {
            for (int lane = 0; lane < LANES; lane++) {
                record(unroll(lane, round));
            }
        }
        return this;
    }

    /** Records one unroll. */
    public void record(Unroll unroll) {
        Topics topics = new Topics(run.getRun(), run.getPartitions());
        EventSink<Unroll> sink = bus.sink(topics.transitions(), Delivery.PROMPT);
        sink.send(topics.partition(unroll.getLane()), String.valueOf(unroll.getLane()), unroll);
        sink.flush();
    }

    /** An unroll of the run; every tick is a second long, and number 0 begins at 0. */
    public Unroll unroll(int lane, long number) {
        int rows = TICKS * ENVIRONMENTS;
        float[] observations = new float[(TICKS + 1) * ENVIRONMENTS * SIZE];
        byte[] masks = new byte[(TICKS + 1) * ENVIRONMENTS * CHOICES];
        float[] actions = new float[rows];
        float[] chances = new float[rows];
        float[] rewards = new float[rows];
        byte[] ends = new byte[rows];
        int[] finals = new int[rows];
        float[] finalObservations = new float[rows * SIZE];
        long[] times = new long[TICKS];
        int ended = 0;
        for (int tick = 0; tick <= TICKS; tick++) {
            long since = number * TICKS + tick;
            for (int i = 0; i < ENVIRONMENTS; i++) {
                int row = tick * ENVIRONMENTS + i;
                observations[row * SIZE] = since;
                observations[row * SIZE + 1] = lane + i / 10f;
                masks[row * CHOICES] = 1;
                masks[row * CHOICES + 1] = 1;
                masks[row * CHOICES + 2] = (byte) (since % 2);
                if (tick == TICKS) {
                    continue;
                }
                actions[row] = since % 2;
                chances[row] = -0.1f * (i + 1);
                rewards[row] = 1;
                if (since % EPISODE == EPISODE - 1) {
                    ends[row] = (byte) (since / EPISODE % 2 == 0 ? 1 : 2);
                    finals[ended] = row;
                    finalObservations[ended * SIZE] = -since;
                    ended++;
                }
            }
            if (tick < TICKS) {
                times[tick] = since * 1000;
            }
        }
        byte[] finalMasks = new byte[ended * CHOICES];
        Arrays.fill(finalMasks, (byte) 1);
        long first = number * TICKS;
        long[] episodes = new long[ENVIRONMENTS];
        int[] steps = new int[ENVIRONMENTS];
        Arrays.fill(episodes, first / EPISODE);
        Arrays.fill(steps, (int) (first % EPISODE));
        return Unroll.newBuilder()
                .setRun(run.getRun())
                .setLane(lane)
                .setNumber(number)
                .setEnvironment(run.getEnvironment())
                .setEnvironmentVersion("1")
                .setSteps(TICKS)
                .setEnvironments(ENVIRONMENTS)
                .setObservationSize(SIZE)
                .setActionSize(1)
                .setObservations(Tensors.ofFloats(observations))
                .setActionMasks(ByteBuffer.wrap(masks))
                .setActions(Tensors.ofIndices(actions, 0, rows))
                .setLogProbabilities(Tensors.ofFloats(chances))
                .setRewards(Tensors.ofFloats(rewards))
                .setEnds(ByteBuffer.wrap(ends))
                .setFinalRows(Tensors.ofInts(finals, ended))
                .setFinalObservations(Tensors.ofFloats(finalObservations, 0, ended * SIZE))
                .setFinalMasks(ByteBuffer.wrap(finalMasks))
                .setWeightsVersions(Tensors.ofLongs(new long[] {number, number, number, number}))
                .setEpisodes(Tensors.ofLongs(episodes))
                .setEpisodeSteps(Tensors.ofInts(steps, ENVIRONMENTS))
                .setEventTimes(Tensors.ofLongs(times))
                .build();
    }
}
