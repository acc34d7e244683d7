package io.millrace.app.commands;

import io.millrace.messages.Dataset;
import io.millrace.messages.DatasetPiece;
import io.millrace.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Datasets in words. */
final class DatasetText {

    private DatasetText() {}

    /** A dataset as JSON has it. */
    record Shown(
            String name,
            String description,
            String createdAt,
            String environment,
            String environmentVersion,
            long unrolls,
            long steps,
            long episodes,
            Double meanReturn,
            String sha256,
            List<Piece> pieces,
            Map<String, String> settings) {

        static Shown of(Dataset dataset) {
            return new Shown(
                    dataset.getName(),
                    dataset.getDescription(),
                    dataset.getCreatedAt().toString(),
                    dataset.getEnvironment(),
                    dataset.getEnvironmentVersion(),
                    dataset.getUnrolls(),
                    dataset.getSteps(),
                    dataset.getEpisodes(),
                    dataset.getMeanReturn(),
                    dataset.getSha256(),
                    dataset.getPieces().stream().map(Piece::of).toList(),
                    dataset.getSettings());
        }
    }

    /** A piece as JSON has it; {@code to} is behind the last offset. */
    record Piece(
            String run,
            String topic,
            String settingsHash,
            int lanes,
            long rounds,
            List<Long> firstUnrolls,
            List<Long> from,
            List<Long> to) {

        static Piece of(DatasetPiece piece) {
            return new Piece(
                    piece.getRun(),
                    new Topics(piece.getRun(), piece.getTo().size())
                            .transitions()
                            .name(),
                    piece.getSettingsHash(),
                    piece.getLanes(),
                    piece.getRounds(),
                    piece.getFirstUnrolls(),
                    piece.getFrom(),
                    piece.getTo());
        }
    }

    /** One line of a list. */
    static String line(Dataset dataset) {
        return String.format(
                Locale.ROOT,
                "%-24s %-16s %,14d steps  %,9d episodes  mean return %10.3f  %s",
                dataset.getName(),
                dataset.getEnvironment(),
                dataset.getSteps(),
                dataset.getEpisodes(),
                dataset.getMeanReturn(),
                dataset.getSha256().substring(0, 12));
    }

    /** All about one. */
    static String of(Dataset dataset) {
        List<String> lines = new ArrayList<>();
        lines.add("dataset      " + dataset.getName()
                + (dataset.getDescription().isEmpty() ? "" : ": " + dataset.getDescription()));
        lines.add("made         " + dataset.getCreatedAt());
        lines.add("environment  " + dataset.getEnvironment() + ", version " + dataset.getEnvironmentVersion());
        lines.add(String.format(
                Locale.ROOT,
                "holds        %,d steps in %,d unrolls, %,d episodes ended, mean return %.4f",
                dataset.getSteps(),
                dataset.getUnrolls(),
                dataset.getEpisodes(),
                dataset.getMeanReturn()));
        lines.add("SHA-256      " + dataset.getSha256());
        for (DatasetPiece piece : dataset.getPieces()) {
            Piece shown = Piece.of(piece);
            lines.add(String.format(
                    Locale.ROOT,
                    "piece        run %s (settings %s), %s: %,d rounds of %d lanes, from unroll %d on",
                    shown.run(),
                    shown.settingsHash().substring(0, 12),
                    shown.topic(),
                    shown.rounds(),
                    shown.lanes(),
                    shown.firstUnrolls().get(0)));
            for (int partition = 0; partition < shown.to().size(); partition++) {
                lines.add(String.format(
                        Locale.ROOT,
                        "             partition %d: offsets %,d to %,d",
                        partition,
                        shown.from().get(partition),
                        shown.to().get(partition) - 1));
            }
        }
        return String.join(System.lineSeparator(), lines);
    }
}
