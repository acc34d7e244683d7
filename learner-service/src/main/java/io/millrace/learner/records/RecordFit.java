package io.millrace.learner.records;

import io.millrace.messages.Run;
import io.millrace.policy.distribution.ActionDistribution;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.weights.RunPolicy;
import java.util.ArrayList;
import java.util.List;

/** Whether what one run recorded can be learned from by another. */
final class RecordFit {

    private RecordFit() {}

    /** @throws UserMistake if it cannot; the message lists what differs, and says what to do */
    static void require(Run learner, Run source) {
        requireRecorded(source);
        requireSameShape(learner, source);
        if (!drawnAlike(learner, source)) {
            throw new UserMistake("Run \"" + learner.getRun() + "\" cannot learn from what run \"" + source.getRun()
                    + "\" recorded: its policy.distribution is " + learner.getDistribution() + ", but there actions"
                    + " were drawn by " + source.getDistribution() + ", and their record is in the form of that. Set"
                    + " policy.distribution to " + source.getDistribution()
                    + ", or take an algorithm that acts by it.");
        }
    }

    private static void requireRecorded(Run source) {
        if (source.getSource() != null) {
            throw new UserMistake("Run \"" + source.getRun() + "\" recorded nothing itself: it learned from run \""
                    + source.getSource() + "\". Set learner.source to that one.");
        }
    }

    private static void requireSameShape(Run learner, Run source) {
        List<String> differences = new ArrayList<>();
        compare(differences, "lanes.environments", learner.getEnvironmentsPerLane(), source.getEnvironmentsPerLane());
        compare(differences, "lanes.unroll", learner.getUnrollLength(), source.getUnrollLength());
        compare(differences, "environment.name", learner.getEnvironment(), source.getEnvironment());
        compare(
                differences,
                "the version of the environment",
                learner.getEnvironmentVersion(),
                source.getEnvironmentVersion());
        compare(differences, "the size of an observation", learner.getObservationSize(), source.getObservationSize());
        compare(
                differences,
                "the space of actions",
                RunPolicy.actionSpace(learner.getActionSpace()),
                RunPolicy.actionSpace(source.getActionSpace()));
        if (!differences.isEmpty()) {
            throw new UserMistake("Run \"" + learner.getRun() + "\" cannot learn from what run \"" + source.getRun()
                    + "\" recorded: " + String.join("; ", differences) + ". Set what it can be set to as there.");
        }
    }

    /** An action that the environment receives as it was drawn is the same whoever drew it. */
    private static boolean drawnAlike(Run learner, Run source) {
        if (learner.getDistribution().equals(source.getDistribution())) {
            return true;
        }
        return sampledIsAction(learner) && (source.getRule() != null || sampledIsAction(source));
    }

    private static boolean sampledIsAction(Run run) {
        ActionDistribution distribution = RunPolicy.distribution(run);
        return distribution.sampledIsAction();
    }

    private static void compare(List<String> differences, String what, Object ours, Object theirs) {
        if (!ours.equals(theirs)) {
            differences.add(what + " is " + ours + " here and " + theirs + " there");
        }
    }
}
