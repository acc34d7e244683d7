package io.millrace.app.offpolicy;

import io.millrace.messages.Run;
import io.millrace.policy.space.ActionSpace;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.weights.RunPolicy;
import java.util.ArrayList;
import java.util.List;

/** Whether the policy of one run can be asked about what another run recorded. */
final class RecordFit {

    private RecordFit() {}

    /**
     * Refuses what does not fit.
     *
     * @throws UserMistake that lists all differences
     */
    static void require(Run candidate, Run record) {
        requireNetwork(candidate);
        List<String> differences = new ArrayList<>();
        compare(differences, "environment", candidate.getEnvironment(), record.getEnvironment());
        compare(differences, "numbers in an observation", candidate.getObservationSize(), record.getObservationSize());
        ActionSpace wanted = RunPolicy.actionSpace(candidate.getActionSpace());
        ActionSpace recorded = RunPolicy.actionSpace(record.getActionSpace());
        compare(differences, "actions", wanted, recorded);
        if (!drawnAlike(candidate, record)) {
            compare(
                    differences,
                    "distribution, in whose form actions are recorded,",
                    candidate.getDistribution(),
                    record.getDistribution());
        }
        if (!differences.isEmpty()) {
            throw new UserMistake("The policy of run \"" + candidate.getRun() + "\" cannot be asked about what run \""
                    + record.getRun() + "\" recorded: " + String.join("; ", differences)
                    + ". Name a record of the same environment, actions and distribution.");
        }
    }

    private static void requireNetwork(Run candidate) {
        if (candidate.getRule() != null) {
            throw new UserMistake("Run \"" + candidate.getRun() + "\" is decided by a rule over statistics, not by a"
                    + " network. What another rule would have earned: millrace off-policy RUN --rule NAME.");
        }
    }

    /** An action that the environment receives as it was drawn is the same whoever drew it. */
    private static boolean drawnAlike(Run candidate, Run record) {
        if (candidate.getDistribution().equals(record.getDistribution())) {
            return true;
        }
        return RunPolicy.distribution(candidate).sampledIsAction()
                && (record.getRule() != null || RunPolicy.distribution(record).sampledIsAction());
    }

    private static void compare(List<String> differences, String what, Object ours, Object theirs) {
        if (!ours.equals(theirs)) {
            differences.add(what + " " + ours + " there and " + theirs + " in the record");
        }
    }
}
