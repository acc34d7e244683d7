package io.millrace.app.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Writes HTML that is well-formed XML, too: what is opened is closed, and text is escaped. */
public final class Markup {

    private final StringBuilder text = new StringBuilder();

    /** The beginning of a page that asks for nothing else: its style is in it. */
    public static Markup page(String title) {
        return new Markup()
                .raw("<!DOCTYPE html>")
                .raw("<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\"><head><meta charset=\"UTF-8\"/>")
                .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>")
                .element("title", title)
                .raw("<style>" + style() + "</style></head><body>");
    }

    /** The whole page, which ends here. */
    public String endOfPage() {
        return raw("</body></html>").toString();
    }

    /** Text for a place between or inside tags. */
    public static String escape(String words) {
        return words.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** What is markup already. The pattern is Java's, with points in numbers. */
    public Markup raw(String pattern, Object... values) {
        text.append(values.length == 0 ? pattern : String.format(Locale.ROOT, pattern, values))
                .append('\n');
        return this;
    }

    /** An element that holds words. */
    public Markup element(String name, String words) {
        return raw("<" + name + ">" + escape(words) + "</" + name + ">");
    }

    /** A term and what it means; to stand between the tags of a description list. */
    public Markup definition(String word, String meaning) {
        return element("dt", word).element("dd", meaning);
    }

    /** Text kept as it is, such as settings, that opens when its summary is clicked. */
    public Markup foldedText(String summary, String kept) {
        return raw("<details><summary>%s</summary><pre>%s</pre></details>", escape(summary), escape(kept));
    }

    /** A table; the first cell of each row is its heading. */
    public Markup table(String caption, List<String> head, List<List<String>> rows) {
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

    private static String style() {
        try (InputStream sheet = Markup.class.getResourceAsStream("report.css")) {
            if (sheet == null) {
                throw new IllegalStateException("The resource report.css is missing: this jar was not built whole.");
            }
            return new String(sheet.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The resource report.css cannot be read.", unreadable);
        }
    }
}
