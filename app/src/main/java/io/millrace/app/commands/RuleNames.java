package io.millrace.app.commands;

import io.millrace.policy.bandit.Rules;
import java.util.ArrayList;

/** The rules there are, for the help of options that name one. */
final class RuleNames extends ArrayList<String> {

    private static final long serialVersionUID = 1;

    RuleNames() {
        super(Rules.names());
    }
}
