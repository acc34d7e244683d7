package io.millrace.learner.experience;

import io.millrace.learner.returns.Ends;
import io.millrace.messages.Unroll;
import io.millrace.policy.space.ActionSpace;
import io.millrace.schemas.Tensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the unrolls of one run and refuses those that nothing can be learned from, so that what
 * comes after need not check again. What is given back lends its arrays to unrolls that come later.
 */
public final class Unrolls {

    /** Name of the environment of imported history. */
    private static final String RECORDED = "recorded";

    private final UnrollShape shape;
    private final BlockingQueue<DecodedUnroll> spare;

    /** @param mostSpare how many unrolls that were given back are kept for their arrays; at least 1 */
    public Unrolls(UnrollShape shape, int mostSpare) {
        this.shape = shape;
        this.spare = new ArrayBlockingQueue<>(mostSpare);
    }

    /**
     * Says that nobody looks at an unroll any more, so that its arrays may hold another one. Any thread may
     * do so, each unroll once; who never does costs memory, nothing else.
     */
    public void giveBack(DecodedUnroll unroll) {
        // Beyond the bound it is left to the garbage collector.
        var unused = spare.offer(unroll);
    }

    /**
     * Unpacks an unroll. Positions of the message's buffers stay where they are. One thread at a time.
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

        DecodedUnroll room = room();
        readEnds(reading, unroll.getEnds(), room.ends());
        int[] finalRows = finalRows(reading, unroll.getFinalRows(), room.ends());
        byte[] masks = masks(reading, unroll.getActionMasks(), room.masks());
        readSampled(reading, unroll, masks, room.sampled());
        readVersions(reading, unroll.getWeightsVersions(), room.weightsVersions());
        return new DecodedUnroll(
                unroll.getLane(),
                unroll.getNumber(),
                reading.floats("observations", unroll.getObservations(), room.observations()),
                masks,
                room.sampled(),
                logProbabilities(reading, unroll, room.logProbabilities()),
                reading.floats("rewards", unroll.getRewards(), room.rewards()),
                room.ends(),
                finalRows,
                reading.floats(
                        "finalObservations",
                        unroll.getFinalObservations(),
                        new float[finalRows.length * shape.observationSize()]),
                room.weightsVersions(),
                finalMasks(reading, unroll.getFinalMasks(), finalRows.length));
    }

    /** Of history that was imported, nobody may know them: they are not a number then, and all of them. */
    private static float[] logProbabilities(Reading reading, Unroll unroll, float[] into) {
        ByteBuffer bytes = unroll.getLogProbabilities();
        if (unroll.getEnvironment().equals(RECORDED)
                && bytes.remaining() == into.length * Float.BYTES
                && Float.isNaN(littleEndian(bytes).getFloat())) {
            Arrays.fill(into, Float.NaN);
            return into;
        }
        return reading.floats("logProbabilities", bytes, into);
    }

    /** Arrays to decode into; what they hold is left over. */
    private DecodedUnroll room() {
        DecodedUnroll given = spare.poll();
        return given != null
                ? given
                : new DecodedUnroll(
                        0,
                        0,
                        new float[shape.observationRows() * shape.observationSize()],
                        null,
                        new float[shape.stepRows() * shape.sampledWidth()],
                        new float[shape.stepRows()],
                        new float[shape.stepRows()],
                        new byte[shape.stepRows()],
                        new int[0],
                        new float[0],
                        new long[shape.steps()]);
    }

    private static void readEnds(Reading reading, ByteBuffer bytes, byte[] ends) {
        reading.bytes("ends", bytes, ends);
        for (int row = 0; row < ends.length; row++) {
            if ((ends[row] & ~(Ends.TERMINATED | Ends.TRUNCATED)) != 0) {
                throw reading.refuse(
                        "ends", row, ends[row], "Only bits 0 (terminated) and 1 (truncated) mean anything.");
            }
        }
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

    private byte @Nullable [] masks(Reading reading, @Nullable ByteBuffer bytes, byte @Nullable [] room) {
        if (bytes == null) {
            return null;
        }
        byte[] masks = room == null ? new byte[shape.observationRows() * shape.choices()] : room;
        readMasks(reading, "actionMasks", bytes, masks);
        return masks;
    }

    private byte @Nullable [] finalMasks(Reading reading, @Nullable ByteBuffer bytes, int finals) {
        if (bytes == null) {
            return null;
        }
        byte[] masks = new byte[finals * shape.choices()];
        readMasks(reading, "finalMasks", bytes, masks);
        return masks;
    }

    private void readMasks(Reading reading, String field, ByteBuffer bytes, byte[] masks) {
        int choices = shape.choices();
        if (choices == 0) {
            throw new IllegalArgumentException("Field " + field + " of " + reading.place()
                    + " is set, but the actions of this run are not discrete: only choices can be masked.");
        }
        reading.bytes(field, bytes, masks);
        for (int row = 0; row < masks.length / choices; row++) {
            int allowed = 0;
            for (int i = row * choices; i < (row + 1) * choices; i++) {
                if (masks[i] != 0 && masks[i] != 1) {
                    throw reading.refuse(field, i, masks[i], "A mask holds 1 where an action is allowed, else 0.");
                }
                allowed += masks[i];
            }
            if (allowed == 0) {
                throw reading.refuse(field, row * choices, 0, "Row " + row + " allows no action at all.");
            }
        }
    }

    private void readSampled(Reading reading, Unroll unroll, byte @Nullable [] masks, float[] sampled) {
        if (shape.actionSpace() instanceof ActionSpace.Discrete discrete) {
            if (unroll.getSampled() != null) {
                throw new IllegalArgumentException("Field sampled of " + reading.place()
                        + " is set, but discrete actions are drawn as they are: it is null for them.");
            }
            readChoices(reading, unroll.getActions(), discrete.choices(), masks, sampled);
            return;
        }
        int width = shape.actionSpace().width();
        reading.requireFloats("actions", unroll.getActions(), shape.stepRows() * width);
        ByteBuffer drawn = unroll.getSampled();
        if (drawn == null && shape.sampledWidth() != width) {
            throw new IllegalArgumentException("Field sampled of " + reading.place() + " is null, but an action of "
                    + width + " numbers is not what the policy draws, which has " + shape.sampledWidth() + ".");
        }
        if (shape.actionSpace() instanceof ActionSpace.MultiBinary) {
            readSwitches(reading, drawn == null ? unroll.getActions() : drawn, sampled);
        } else if (drawn == null) {
            Tensors.floats(unroll.getActions(), sampled, 0);
        } else {
            reading.floats("sampled", drawn, sampled);
        }
    }

    private static void readSwitches(Reading reading, ByteBuffer bytes, float[] sampled) {
        reading.floats("actions", bytes, sampled);
        for (int i = 0; i < sampled.length; i++) {
            if (sampled[i] != 0 && sampled[i] != 1) {
                throw reading.refuse("actions", i, sampled[i], "A switch is 0 or 1.");
            }
        }
    }

    private static void readChoices(
            Reading reading, ByteBuffer bytes, int choices, byte @Nullable [] masks, float[] sampled) {
        reading.requireBytes("actions", bytes, sampled.length * Integer.BYTES);
        ByteBuffer indices = littleEndian(bytes);
        for (int row = 0; row < sampled.length; row++) {
            int index = indices.getInt();
            if (index < 0 || index >= choices) {
                throw reading.refuse("actions", row, index, "The run has the actions 0 to " + (choices - 1) + ".");
            }
            if (masks != null && masks[row * choices + index] == 0) {
                throw reading.refuse("actions", row, index, "The mask does not allow it there.");
            }
            sampled[row] = index;
        }
    }

    private static void readVersions(Reading reading, ByteBuffer bytes, long[] versions) {
        reading.requireBytes("weightsVersions", bytes, versions.length * Long.BYTES);
        littleEndian(bytes).asLongBuffer().get(versions);
        for (int tick = 0; tick < versions.length; tick++) {
            if (versions[tick] < 0) {
                throw reading.refuse("weightsVersions", tick, versions[tick], "Versions count from 0.");
            }
        }
    }

    private static ByteBuffer littleEndian(ByteBuffer bytes) {
        return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
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

        void bytes(String field, ByteBuffer bytes, byte[] into) {
            requireBytes(field, bytes, into.length);
            bytes.get(bytes.position(), into);
        }

        float[] floats(String field, ByteBuffer bytes, float[] into) {
            requireBytes(field, bytes, into.length * Float.BYTES);
            Tensors.floats(bytes, into, 0);
            for (int i = 0; i < into.length; i++) {
                requireFinite(field, i, into[i]);
            }
            return into;
        }

        void requireFloats(String field, ByteBuffer bytes, int count) {
            requireBytes(field, bytes, count * Float.BYTES);
            ByteBuffer values = littleEndian(bytes);
            for (int i = 0; i < count; i++) {
                requireFinite(field, i, values.getFloat());
            }
        }

        private void requireFinite(String field, int index, float value) {
            if (!Float.isFinite(value)) {
                throw refuse(field, index, value, "Only finite numbers can be learned from.");
            }
        }
    }
}
