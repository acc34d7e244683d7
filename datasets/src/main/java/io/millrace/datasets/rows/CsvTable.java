package io.millrace.datasets.rows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A text file in UTF-8 of comma-separated cells, whose first line names the columns. Every cell is a text. */
final class CsvTable implements Table {

    private final CsvParser parser;
    private final List<String> columns;
    private final List<String> cells = new ArrayList<>();
    private long line;

    CsvTable(Path file) throws IOException {
        parser = new CsvFactory().createParser(Files.newBufferedReader(file));
        parser.enable(CsvParser.Feature.TRIM_SPACES);
        parser.enable(CsvParser.Feature.SKIP_EMPTY_LINES);
        columns = next() ? List.copyOf(cells) : List.of();
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of();
    }

    @Override
    public boolean next() throws IOException {
        cells.clear();
        try {
            JsonToken token = parser.nextToken();
            if (token == null) {
                return false;
            }
            line = parser.currentTokenLocation().getLineNr();
            for (token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                line = cells.isEmpty() ? parser.currentTokenLocation().getLineNr() : line;
                cells.add(parser.getText());
            }
            return true;
        } catch (JsonProcessingException notCsv) {
            throw new IOException(
                    "from line " + (line + 1) + " on it is no CSV: " + notCsv.getOriginalMessage(), notCsv);
        }
    }

    @Override
    public long place() {
        return line;
    }

    @Override
    public @Nullable Object cell(int column) {
        if (column >= cells.size()) {
            return null;
        }
        String text = cells.get(column);
        return text.isEmpty() ? null : text;
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
