package io.millrace.datasets.exchange;

import io.millrace.datasets.rows.RowReader;
import io.millrace.datasets.rows.StepRow;
import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
import io.millrace.policy.space.ActionSpace;
import io.millrace.schemas.Tensors;
import io.millrace.weights.RunPolicy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Packs the steps of one lane, which is one environment, into unrolls. One thread at a time. */
final class UnrollPacker {

    private static final int TERMINATED = 1;
    private static final int TRUNCATED = 2;

    private final Run run;
    private final int lane;
    private final ActionSpace space;
    private final int choices;
    private final Consumer<Unroll> unrolls;
    private final List<StepRow> rows = new ArrayList<>();
    private long number;
    private boolean unknown;
    private long episode = RowReader.UNTOLD;
    private int step;

    /**
     * @param masked  whether unrolls say which actions are allowed
     * @param unrolls takes them
     */
    UnrollPacker(Run run, int lane, boolean masked, Consumer<Unroll> unrolls) {
        this.run = run;
        this.lane = lane;
        this.space = RunPolicy.actionSpace(run.getActionSpace());
        this.choices = masked && space instanceof ActionSpace.Discrete discrete ? discrete.choices() : 0;
        this.unrolls = unrolls;
    }

    /** Takes the next step; one that ended an episode, and the last, say what they led to. */
    void take(StepRow row) {
        if (rows.size() == run.getUnrollLength()) {
            complete(row.observation(), row.actionMask());
        }
        if (episode < 0) {
            episode = Math.max(0, row.episode());
            step = Math.max(0, row.step());
        }
        rows.add(row);
        unknown |= Float.isNaN(row.logProbability());
    }

    /** There are no more steps; those that fill no unroll are left over. */
    void end() {
        if (rows.size() == run.getUnrollLength()) {
            StepRow last = rows.get(rows.size() - 1);
            complete(Objects.requireNonNull(last.nextObservation()), last.nextActionMask());
        }
    }

    private void complete(float[] after, byte @Nullable [] maskAfter) {
        List<StepRow> ended = rows.stream().filter(StepRow::ended).toList();
        unrolls.accept(Unroll.newBuilder()
                .setRun(run.getRun())
                .setLane(lane)
                .setNumber(number)
                .setEnvironment(run.getEnvironment())
                .setEnvironmentVersion(run.getEnvironmentVersion())
                .setSteps(rows.size())
                .setEnvironments(1)
                .setObservationSize(run.getObservationSize())
                .setActionSize(space.width())
                .setObservations(observations(after))
                .setActionMasks(choices == 0 ? null : masks(maskAfter))
                .setActions(actions())
                .setSampled(sampled())
                .setLogProbabilities(floats(this::logProbability))
                .setRewards(floats(StepRow::reward))
                .setEnds(ends())
                .setFinalRows(finalRows())
                .setFinalObservations(Tensors.ofFloats(joined(ended.stream()
                        .map(row -> Objects.requireNonNull(row.nextObservation()))
                        .toList())))
                .setFinalMasks(choices == 0 ? null : finalMasks(ended))
                .setWeightsVersions(Tensors.ofLongs(
                        rows.stream().mapToLong(StepRow::weightsVersion).toArray()))
                .setEpisodes(Tensors.ofLongs(new long[] {episode}))
                .setEpisodeSteps(Tensors.ofInts(new int[] {step}, 1))
                .setEventTimes(
                        Tensors.ofLongs(rows.stream().mapToLong(StepRow::time).toArray()))
                .build());
        goOn();
    }

    private void goOn() {
        for (StepRow row : rows) {
            episode += row.ended() ? 1 : 0;
            step = row.ended() ? 0 : step + 1;
        }
        rows.clear();
        unknown = false;
        number++;
    }

    private ByteBuffer observations(float[] after) {
        List<float[]> all =
                new ArrayList<>(rows.stream().map(StepRow::observation).toList());
        all.add(after);
        return Tensors.ofFloats(joined(all));
    }

    private ByteBuffer actions() {
        float[] actions = joined(rows.stream().map(StepRow::action).toList());
        return space instanceof ActionSpace.Discrete
                ? Tensors.ofIndices(actions, 0, actions.length)
                : Tensors.ofFloats(actions);
    }

    private @Nullable ByteBuffer sampled() {
        List<float[]> drawn = new ArrayList<>();
        for (StepRow row : rows) {
            float @Nullable [] one = row.sampled();
            if (one == null) {
                return null;
            }
            drawn.add(one);
        }
        return Tensors.ofFloats(joined(drawn));
    }

    private interface Measured {
        float of(StepRow row);
    }

    private ByteBuffer floats(Measured number) {
        float[] values = new float[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = number.of(rows.get(i));
        }
        return Tensors.ofFloats(values);
    }

    /** Known of all steps of an unroll or of none: who weighs by them cannot do with some. */
    private float logProbability(StepRow row) {
        return unknown ? Float.NaN : row.logProbability();
    }

    private ByteBuffer ends() {
        byte[] ends = new byte[rows.size()];
        for (int i = 0; i < ends.length; i++) {
            StepRow row = rows.get(i);
            ends[i] = (byte) ((row.terminated() ? TERMINATED : 0) | (row.truncated() ? TRUNCATED : 0));
        }
        return ByteBuffer.wrap(ends);
    }

    private ByteBuffer finalRows() {
        int[] at = new int[rows.size()];
        int count = 0;
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).ended()) {
                at[count++] = i;
            }
        }
        return Tensors.ofInts(at, count);
    }

    private ByteBuffer masks(byte @Nullable [] after) {
        ByteBuffer masks = ByteBuffer.allocate((rows.size() + 1) * choices);
        rows.forEach(row -> masks.put(orAll(row.actionMask())));
        return masks.put(orAll(after)).flip();
    }

    /** Behind a terminated episode all are allowed, as records have it. */
    private ByteBuffer finalMasks(List<StepRow> ended) {
        ByteBuffer masks = ByteBuffer.allocate(ended.size() * choices);
        ended.forEach(row -> masks.put(orAll(row.terminated() ? null : row.nextActionMask())));
        return masks.flip();
    }

    private byte[] orAll(byte @Nullable [] mask) {
        if (mask != null) {
            return mask;
        }
        byte[] all = new byte[choices];
        Arrays.fill(all, (byte) 1);
        return all;
    }

    private static float[] joined(List<float[]> parts) {
        float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
