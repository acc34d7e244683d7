package io.millrace.monitoring.guard;

import io.millrace.messages.Update;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds that learning has left the finite numbers. */
final class NotFinite implements ActingRule {

    private static final Pattern NO_NUMBER = Pattern.compile("\\b(NaN|Infinity)\\b");

    private @Nullable Trouble ofLedger;
    private @Nullable Trouble ofLearner;
    private long version;

    @Override
    public String name() {
        return RuleName.NOT_FINITE;
    }

    void take(Update update) {
        String name = quantities(update).entrySet().stream()
                .filter(quantity -> !Double.isFinite(quantity.getValue()))
                .map(quantity -> quantity.getKey() + " of update " + update.getVersion() + " is " + quantity.getValue())
                .findFirst()
                .orElse(null);
        if (name == null) {
            ofLedger = null;
        } else if (ofLedger == null) {
            version = update.getVersion();
            ofLedger = new Trouble("The " + name + ".", update.getUpdatedAt());
        }
    }

    /** @param failure why the learner stopped; null while it has not */
    void learner(@Nullable String failure, Instant at) {
        if (failure == null || !NO_NUMBER.matcher(failure).find()) {
            ofLearner = null;
        } else if (ofLearner == null) {
            ofLearner = new Trouble(failure, at);
        }
    }

    private static Map<String, Double> quantities(Update update) {
        Map<String, Double> quantities = new LinkedHashMap<>();
        quantities.put("policy loss", update.getPolicyLoss());
        quantities.put("value loss", update.getValueLoss());
        quantities.put("entropy", update.getEntropy());
        quantities.put("approximate KL", update.getApproximateKl());
        quantities.put("gradient norm", update.getGradientNorm());
        return quantities;
    }

    @Override
    public @Nullable Trouble found(Instant now) {
        return ofLearner == null ? ofLedger : ofLearner;
    }

    @Override
    public boolean foundAfter(long since) {
        return ofLedger != null && version > since;
    }

    @Override
    public boolean beganAfter(long since) {
        return foundAfter(since);
    }

    @Override
    public void startOver() {
        ofLedger = null;
    }
}
