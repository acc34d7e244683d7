package io.millrace.env.environments.landuse;

import java.util.List;

/** The toy's targets: its start, with indicators changed. */
final class ToyTargets {

    private static final int HOUSE_PRICE = Indicator.HOUSE_PRICE.column();

    static final List<double[]> TRAINING =
            List.of(start(5.5, 4, 2.5), start(5, 3.5, 2.5), start(5, 4, 4), withCheaperHouses(start(5, 4, 2.5)));

    static final double[] UNSEEN = withCheaperHouses(start(5.5, 3.5, 4));

    private ToyTargets() {}

    private static double[] start(double... airQuality) {
        double[] indicators = new ToyEngine().indicators().clone();
        for (int area = 0; area < airQuality.length; area++) {
            indicators[area * Indicator.COUNT] = airQuality[area];
        }
        return indicators;
    }

    private static double[] withCheaperHouses(double[] indicators) {
        indicators[HOUSE_PRICE] = 0.3996;
        return indicators;
    }
}
