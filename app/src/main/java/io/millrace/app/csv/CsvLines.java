package io.millrace.app.csv;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import io.millrace.runtime.worker.UserMistake;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Hands on comma-separated lines, in UTF-8, one after another. Empty lines are passed over, and spaces around cells. */
public final class CsvLines {

    private CsvLines() {}

    /** Takes lines, and says what is wrong with one. */
    public interface Taker {

        /**
         * Takes a line.
         *
         * @param cells written over for the next line
         * @param line  where it stands; the first is 1
         */
        void take(List<String> cells, long line);

        /** What to say of a line that cannot be; {@code what} has no full stop. */
        UserMistake mistake(long line, String what);
    }

    /**
     * Hands on the lines of a file.
     *
     * @param remedy what to do where the file is not there, as a sentence
     * @throws UserMistake if it cannot be read, or is no CSV in UTF-8
     */
    public static void read(Path file, String remedy, Taker taker) {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            read(reader, taker);
        } catch (NoSuchFileException missing) {
            throw new UserMistake("There is no file " + file + ". " + remedy, missing);
        } catch (CharacterCodingException notText) {
            throw new UserMistake(
                    file + " is no text in UTF-8, so it is no CSV file. Save it as CSV in UTF-8.", notText);
        } catch (IOException unreadable) {
            throw new UserMistake(file + " cannot be read: " + unreadable.getMessage() + ". " + remedy, unreadable);
        }
    }

    /**
     * Hands on the lines of a reader, which is closed.
     *
     * @throws UserMistake if it is no CSV
     */
    public static void read(Reader reader, Taker taker) throws IOException {
        long lastLine = 0;
        try (CsvParser parser = new CsvFactory().createParser(reader)) {
            parser.enable(CsvParser.Feature.TRIM_SPACES);
            parser.enable(CsvParser.Feature.SKIP_EMPTY_LINES);
            List<String> cells = new ArrayList<>();
            long line = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_ARRAY) {
                    cells.clear();
                    line = 0;
                } else if (token == JsonToken.END_ARRAY) {
                    taker.take(cells, line);
                    lastLine = line;
                } else {
                    line = line == 0 ? parser.currentTokenLocation().getLineNr() : line;
                    cells.add(parser.getText());
                }
            }
        } catch (JsonProcessingException notCsv) {
            // The parser says where it gave up, which for an open quote is the end of the file.
            throw taker.mistake(
                    lastLine + 1,
                    "from here on this is no CSV: " + notCsv.getOriginalMessage() + ". Separate cells by commas, and"
                            + " put those that hold commas or quotes in double quotes");
        }
    }
}
