package io.millrace.app.comparison;

import java.util.List;
import java.util.Locale;

/** Writes HTML that is well-formed XML, too: what is opened is closed, and text is escaped. */
final class Markup {

    private final StringBuilder text = new StringBuilder();

    /** Text for a place between or inside tags. */
    static String escape(String words) {
        return words.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** What is markup already. The pattern is Java's, with points in numbers. */
    Markup raw(String pattern, Object... values) {
        text.append(values.length == 0 ? pattern : String.format(Locale.ROOT, pattern, values))
                .append('\n');
        return this;
    }

    /** An element that holds words. */
    Markup element(String name, String words) {
        return raw("<" + name + ">" + escape(words) + "</" + name + ">");
    }

    /** A table; the first cell of each row is its heading. */
    Markup table(String caption, List<String> head, List<List<String>> rows) {
        text.append("<div class=\"scroll\"><table><caption>")
                .append(escape(caption))
                .append("</caption>\n<thead><tr>");
        head.forEach(
                cell -> text.append("<th scope=\"col\">").append(escape(cell)).append("</th>"));
        text.append("</tr></thead>\n<tbody>\n");
        for (List<String> row : rows) {
            text.append("<tr><th scope=\"row\">").append(escape(row.get(0))).append("</th>");
            row.stream()
                    .skip(1)
                    .forEach(cell -> text.append("<td>").append(escape(cell)).append("</td>"));
            text.append("</tr>\n");
        }
        text.append("</tbody></table></div>\n");
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
