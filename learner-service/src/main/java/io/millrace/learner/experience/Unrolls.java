package io.millrace.learner.experience;

import io.millrace.learner.returns.Ends;
import io.millrace.messages.Unroll;
import io.millrace.policy.space.ActionSpace;
import io.millrace.schemas.Tensors;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the unrolls of one run and refuses those that nothing can be learned from, so that what
 * comes after need not check again.
 */
public final class Unrolls {

    private final UnrollShape shape;

    public Unrolls(UnrollShape shape) {
        this.shape = shape;
    }

    /**
     * Unpacks an unroll. Positions of the message's buffers stay where they are.
     *
     * @throws IllegalArgumentException if its sizes are not the run's, a tensor has another length than
     *     the sizes say, a number is not finite, an action cannot have been taken, or the final rows are
     *     not the rows that ended an episode; the message names field, index, lane and unroll
     */
    public DecodedUnroll decode(Unroll unroll) {
        Reading reading = new Reading(unroll.getLane(), unroll.getNumber());
        reading.requireSize("steps", unroll.getSteps(), shape.steps());
        reading.requireSize("environments", unroll.getEnvironments(), shape.environments());
        reading.requireSize("observationSize", unroll.getObservationSize(), shape.observationSize());
        reading.requireSize(
                "actionSize", unroll.getActionSize(), shape.actionSpace().width());
        reading.requireBytes("episodes", unroll.getEpisodes(), shape.environments() * Long.BYTES);
        reading.requireBytes("episodeSteps", unroll.getEpisodeSteps(), shape.environments() * Integer.BYTES);
        reading.requireBytes("eventTimes", unroll.getEventTimes(), shape.steps() * Long.BYTES);

        byte[] ends = ends(reading, unroll.getEnds());
        int[] finalRows = finalRows(reading, unroll.getFinalRows(), ends);
        byte[] masks = masks(reading, unroll.getActionMasks());
        return new DecodedUnroll(
                unroll.getLane(),
                unroll.getNumber(),
                reading.floats(
                        "observations", unroll.getObservations(), shape.observationRows() * shape.observationSize()),
                masks,
                sampled(reading, unroll, masks),
                reading.floats("logProbabilities", unroll.getLogProbabilities(), shape.stepRows()),
                reading.floats("rewards", unroll.getRewards(), shape.stepRows()),
                ends,
                finalRows,
                reading.floats(
                        "finalObservations", unroll.getFinalObservations(), finalRows.length * shape.observationSize()),
                versions(reading, unroll.getWeightsVersions()));
    }

    private byte[] ends(Reading reading, ByteBuffer bytes) {
        reading.requireBytes("ends", bytes, shape.stepRows());
        byte[] ends = Tensors.bytes(bytes);
        for (int row = 0; row < ends.length; row++) {
            if ((ends[row] & ~(Ends.TERMINATED | Ends.TRUNCATED)) != 0) {
                throw reading.refuse(
                        "ends", row, ends[row], "Only bits 0 (terminated) and 1 (truncated) mean anything.");
            }
        }
        return ends;
    }

    private static int[] finalRows(Reading reading, ByteBuffer bytes, byte[] ends) {
        int ended = 0;
        for (byte end : ends) {
            ended += Ends.ended(end) ? 1 : 0;
        }
        reading.requireBytes("finalRows", bytes, ended * Integer.BYTES);
        int[] finalRows = Tensors.ints(bytes);
        int at = 0;
        for (int row = 0; row < ends.length; row++) {
            if (Ends.ended(ends[row])) {
                if (finalRows[at] != row) {
                    throw reading.refuse(
                            "finalRows", at, finalRows[at], "By the ends, row " + row + " is the next that ended.");
                }
                at++;
            }
        }
        return finalRows;
    }

    private byte @Nullable [] masks(Reading reading, @Nullable ByteBuffer bytes) {
        if (bytes == null) {
            return null;
        }
        int choices = shape.choices();
        if (choices == 0) {
            throw new IllegalArgumentException("Field actionMasks of " + reading.place()
                    + " is set, but the actions of this run are not discrete: only choices can be masked.");
        }
        reading.requireBytes("actionMasks", bytes, shape.observationRows() * choices);
        byte[] masks = Tensors.bytes(bytes);
        for (int row = 0; row < shape.observationRows(); row++) {
            int allowed = 0;
            for (int i = row * choices; i < (row + 1) * choices; i++) {
                if (masks[i] != 0 && masks[i] != 1) {
                    throw reading.refuse(
                            "actionMasks", i, masks[i], "A mask holds 1 where an action is allowed, else 0.");
                }
                allowed += masks[i];
            }
            if (allowed == 0) {
                throw reading.refuse("actionMasks", row * choices, 0, "Row " + row + " allows no action at all.");
            }
        }
        return masks;
    }

    private float[] sampled(Reading reading, Unroll unroll, byte @Nullable [] masks) {
        if (shape.actionSpace() instanceof ActionSpace.Discrete discrete) {
            if (unroll.getSampled() != null) {
                throw new IllegalArgumentException("Field sampled of " + reading.place()
                        + " is set, but discrete actions are drawn as they are: it is null for them.");
            }
            return choices(reading, unroll.getActions(), discrete.choices(), masks);
        }
        int actionNumbers = shape.stepRows() * shape.actionSpace().width();
        float[] actions = reading.floats("actions", unroll.getActions(), actionNumbers);
        ByteBuffer sampled = unroll.getSampled();
        if (sampled != null) {
            return reading.floats("sampled", sampled, shape.stepRows() * shape.sampledWidth());
        }
        if (shape.sampledWidth() != shape.actionSpace().width()) {
            throw new IllegalArgumentException("Field sampled of " + reading.place() + " is null, but an action of "
                    + shape.actionSpace().width() + " numbers is not what the policy draws, which has "
                    + shape.sampledWidth() + ".");
        }
        return actions;
    }

    private float[] choices(Reading reading, ByteBuffer bytes, int choices, byte @Nullable [] masks) {
        reading.requireBytes("actions", bytes, shape.stepRows() * Integer.BYTES);
        int[] indices = Tensors.ints(bytes);
        float[] sampled = new float[indices.length];
        for (int row = 0; row < indices.length; row++) {
            if (indices[row] < 0 || indices[row] >= choices) {
                throw reading.refuse(
                        "actions", row, indices[row], "The run has the actions 0 to " + (choices - 1) + ".");
            }
            if (masks != null && masks[row * choices + indices[row]] == 0) {
                throw reading.refuse("actions", row, indices[row], "The mask does not allow it there.");
            }
            sampled[row] = indices[row];
        }
        return sampled;
    }

    private long[] versions(Reading reading, ByteBuffer bytes) {
        reading.requireBytes("weightsVersions", bytes, shape.steps() * Long.BYTES);
        long[] versions = Tensors.longs(bytes);
        for (int tick = 0; tick < versions.length; tick++) {
            if (versions[tick] < 0) {
                throw reading.refuse("weightsVersions", tick, versions[tick], "Versions count from 0.");
            }
        }
        return versions;
    }

    /** Reads the fields of one unroll and names it in what it refuses. */
    private record Reading(int lane, long number) {

        String place() {
            return "unroll " + number + " of lane " + lane;
        }

        IllegalArgumentException refuse(String field, int index, Number found, String rule) {
            return new IllegalArgumentException(
                    "Field " + field + " of " + place() + " holds " + found + " at index " + index + ". " + rule);
        }

        void requireSize(String field, int found, int expected) {
            if (found != expected) {
                throw new IllegalArgumentException("Field " + field + " of " + place() + " is " + found
                        + ", but this run has " + expected
                        + ": it was written with other settings. Its writer has to join the run anew.");
            }
        }

        void requireBytes(String field, ByteBuffer bytes, int expected) {
            if (bytes.remaining() != expected) {
                throw new IllegalArgumentException("Field " + field + " of " + place() + " has " + bytes.remaining()
                        + " bytes where its sizes and ends make it " + expected + ".");
            }
        }

        float[] floats(String field, ByteBuffer bytes, int count) {
            requireBytes(field, bytes, count * Float.BYTES);
            float[] values = Tensors.floats(bytes);
            for (int i = 0; i < count; i++) {
                if (!Float.isFinite(values[i])) {
                    throw refuse(field, i, values[i], "Only finite numbers can be learned from.");
                }
            }
            return values;
        }
    }
}
