package io.millrace.actor;

import io.millrace.messages.ActionBatch;
import io.millrace.messages.ObservationBatch;
import io.millrace.policy.Policy;
import io.millrace.schemas.Tensors;
import java.nio.ByteBuffer;

/** The answer to one lane: one message with its tensors, written over for each lane. One thread. */
final class Answer {

    private final int environments;
    private final int actionWidth;
    private final int sampledWidth;
    private final boolean discrete;
    private final ActionBatch message;

    /**
     * @param actor        who answers
     * @param environments of a lane
     * @param discrete     whether actions are choices, which travel as int32
     */
    Answer(String actor, int environments, Policy policy, boolean discrete) {
        this.environments = environments;
        this.actionWidth = policy.actionWidth();
        this.sampledWidth = policy.sampledWidth();
        this.discrete = discrete;
        this.message = ActionBatch.newBuilder()
                .setLane(0)
                .setTick(0)
                .setWeightsVersion(0)
                .setOwner("")
                .setEnvironments(environments)
                .setActions(tensor(actionWidth))
                .setSampled(policy.sampledIsAction() ? null : tensor(sampledWidth))
                .setLogProbabilities(tensor(1))
                .setEntropy(0)
                .setActor(actor)
                .build();
    }

    /**
     * The answer that the policy has drawn for a lane; the next one writes over it.
     *
     * @param firstRow row of the lane's environment 0 in the policy's arrays
     * @param entropy  mean of the lane's rows, in nats
     */
    ActionBatch to(ObservationBatch asked, long weightsVersion, Policy policy, int firstRow, float entropy) {
        message.setLane(asked.getLane());
        message.setTick(asked.getTick());
        message.setWeightsVersion(weightsVersion);
        message.setOwner(asked.getOwner());
        if (discrete) {
            Tensors.putIndices(
                    policy.actions(), firstRow * actionWidth, environments * actionWidth, message.getActions());
        } else {
            Tensors.putFloats(
                    policy.actions(), firstRow * actionWidth, environments * actionWidth, message.getActions());
        }
        ByteBuffer sampled = message.getSampled();
        if (sampled != null) {
            Tensors.putFloats(policy.sampled(), firstRow * sampledWidth, environments * sampledWidth, sampled);
        }
        Tensors.putFloats(policy.logProbabilities(), firstRow, environments, message.getLogProbabilities());
        message.setEntropy(entropy);
        return message;
    }

    private ByteBuffer tensor(int width) {
        return ByteBuffer.allocate(environments * width * Float.BYTES);
    }
}
