package io.millrace.env.environments.landuse;

import io.millrace.env.environments.landuse.ExactTables.OutputAreas;

/**
 * What tables publish as predicted for the region as it is: the proof that numbers, weights and trees belong
 * together and are complete.
 *
 * <p>Public tables are often rounded to ten digits, and trees ask about shares that differ in the tenth only, so
 * that rounding leads some output areas to other leaves. There the published prediction, of which six digits
 * are enough, tells on which side of the threshold the number was.
 */
final class PublishedBaselines {

    private static final Indicator[] PREDICTED = {Indicator.AIR_QUALITY, Indicator.HOUSE_PRICE};
    private static final int DIGITS_OF_NUMBERS = 10;
    private static final int DIGITS_OF_BASELINES = 6;

    private final ExactModel model;
    private final OutputAreas outputAreas;
    private final OutputAreaState unchanged;

    PublishedBaselines(ExactModel model) {
        this.model = model;
        outputAreas = model.tables().outputAreas();
        unchanged = new OutputAreaState(model);
    }

    /**
     * The explanatory numbers, of which those were moved across one threshold, by no more than rounding to ten
     * digits can have moved them, without which a published baseline is not met.
     */
    double[] numbers() {
        double[] numbers = outputAreas.numbers().clone();
        for (int row = 0; row < outputAreas.count(); row++) {
            if (!met(row)) {
                restore(row, numbers);
            }
        }
        return numbers;
    }

    private void restore(int row, double[] numbers) {
        int columns = outputAreas.columns().size();
        for (int column = 0; column < columns; column++) {
            double rounded = numbers[row * columns + column];
            double range = halfUnit(rounded, DIGITS_OF_NUMBERS);
            for (double threshold : model.trees().thresholds(column, rounded - range, rounded + range)) {
                double other = rounded <= threshold ? Math.nextUp(threshold) : threshold;
                unchanged.suppose(row, column, other);
                if (met(row)) {
                    numbers[row * columns + column] = other;
                    return;
                }
                unchanged.suppose(row, column, rounded);
            }
        }
    }

    private boolean met(int row) {
        for (Indicator indicator : PREDICTED) {
            double published = published(row, indicator);
            double difference = Math.abs(unchanged.indicator(row, indicator) - published);
            // The slack is for the last bits of the published number itself.
            if (difference > halfUnit(published, DIGITS_OF_BASELINES) * (1 + 1e-9)) {
                return false;
            }
        }
        return true;
    }

    private double published(int row, Indicator indicator) {
        return outputAreas.baselines()[row * Indicator.COUNT + indicator.column()];
    }

    // Half of what the last of so many digits counts.
    private static double halfUnit(double number, int digits) {
        return number == 0 ? 0 : Math.pow(10, Math.floor(Math.log10(Math.abs(number))) + 1 - digits) / 2;
    }

    /**
     * Refuses tables that do not predict what they publish.
     *
     * @throws IllegalArgumentException if a prediction differs by more than rounding to six digits
     */
    void require() {
        for (int row = 0; row < outputAreas.count(); row++) {
            if (!met(row)) {
                throw new IllegalArgumentException("oa_table publishes, for output area "
                        + outputAreas.names()[row]
                        + ", " + published(row, Indicator.AIR_QUALITY) + " in column baseline_air_quality and "
                        + published(row, Indicator.HOUSE_PRICE) + " in column baseline_house_price, but the tables"
                        + " predict " + unchanged.indicator(row, Indicator.AIR_QUALITY) + " and "
                        + unchanged.indicator(row, Indicator.HOUSE_PRICE)
                        + ". They do not belong together, or rows are missing in air_quality_trees or"
                        + " house_price_trees. " + ExactTablesReader.REMEDY);
            }
        }
    }
}
