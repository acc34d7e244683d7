package io.millrace.app.sweep;

import io.millrace.runtime.worker.UserMistake;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/** Seeds as a user names them: {@code 5} for 1 to 5, {@code 11-18}, {@code 3,5,7} or several of these. */
final class Seeds {

    private static final Pattern COUNT = Pattern.compile("[0-9]{1,9}");
    private static final Pattern PART = Pattern.compile("([0-9]{1,18})(?:-([0-9]{1,18}))?");

    private Seeds() {}

    /**
     * The seeds that a text names.
     *
     * @return at least one, at most {@link Grid#MOST_TRIALS} and each once, in the order of the text
     * @throws UserMistake if the text names none; the message says what is wrong with it
     */
    static List<Long> parse(String text) {
        if (COUNT.matcher(text).matches()) {
            int count = Integer.parseInt(text);
            if (count < 1) {
                throw new UserMistake("--seeds is 0, but at least 1 has to learn. 5 stands for the seeds 1 to 5.");
            }
            return range(text, 1, count);
        }
        Set<Long> seeds = new LinkedHashSet<>();
        for (String part : text.split(",", -1)) {
            Matcher matcher = PART.matcher(part.strip());
            if (!matcher.matches()) {
                throw wrong(text, "\"" + part + "\" is neither a seed nor a range");
            }
            long from = Long.parseLong(matcher.group(1));
            long to = matcher.group(2) == null ? from : Long.parseLong(matcher.group(2));
            for (long seed : range(text, from, to)) {
                if (!seeds.add(seed)) {
                    throw wrong(text, "seed " + seed + " is named twice, and would give the same run twice");
                }
            }
        }
        return new ArrayList<>(seeds);
    }

    private static List<Long> range(String text, long from, long to) {
        if (to < from) {
            throw wrong(text, "a range goes from its least seed to its greatest");
        }
        if (to - from >= Grid.MOST_TRIALS) {
            throw wrong(
                    text,
                    "these are " + (to - from + 1) + " seeds, and a sweep has at most " + Grid.MOST_TRIALS + " trials");
        }
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    private static UserMistake wrong(String text, String why) {
        return new UserMistake("--seeds is \"" + text + "\", but " + why
                + ". Write how many (5 stands for 1 to 5), a range (11-18), or a list (3,5,7).");
    }
}
