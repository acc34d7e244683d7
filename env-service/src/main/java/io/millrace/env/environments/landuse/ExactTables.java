package io.millrace.env.environments.landuse;

import java.util.List;

/**
 * What the exact engine knows of a region, as {@link ExactTablesReader} reads it: N areas that consist of O
 * output areas, each of which is described by C explanatory numbers. The arrays are only to be read; threads
 * may share them.
 *
 * @param areaNames   N names
 * @param variables   what is there now, N x 4 in the order of {@link Variable}, not on the grids
 * @param outputAreas what is known of each output area
 * @param medians     usual explanatory numbers of each type of built form, {@link #TYPES} x C; people and jobs per
 *                    square metre
 * @param spreads     interquartile ranges of the same
 * @param weights     surroundings of each output area, O x O
 * @param regressors  of air quality, then of house price; features are the C numbers of an output area and their
 *                    C spatial lags
 */
@SuppressWarnings("ArrayRecordComponent") // Tables of a million numbers, never compared.
record ExactTables(
        String[] areaNames,
        double[] variables,
        OutputAreas outputAreas,
        double[] medians,
        double[] spreads,
        SpatialWeights weights,
        List<Regressor> regressors) {

    /** The same with other explanatory numbers of the output areas. */
    ExactTables withNumbers(double[] numbers) {
        OutputAreas old = outputAreas;
        OutputAreas replaced = new OutputAreas(
                old.columns, old.names, old.areaOf, old.types, old.sizes, old.x, old.y, numbers, old.baselines);
        return new ExactTables(areaNames, variables, replaced, medians, spreads, weights, regressors);
    }

    /** Types of built form: the values of {@link Variable#SIGNATURE_TYPE}. */
    static final int TYPES = 16;

    /** Explanatory number that counts the people who live there. */
    static final int POPULATION = 0;

    /** Jobs by group are the explanatory numbers from here up to {@link #LAND_COVER}. */
    static final int JOBS = 1;

    /** Shares of the ground by cover are the explanatory numbers from here up to {@link #FORM}. */
    static final int LAND_COVER = 9;

    /** Of those, the share of public green. */
    static final int GREEN = 13;

    /** Measures of the built form are the explanatory numbers from here on. */
    static final int FORM = 16;

    /** The explanatory numbers before {@link #FORM}, as the columns are called. */
    static final List<String> FUNCTION_COLUMNS = List.of(
            "population",
            "A, B, D, E. Agriculture, energy and water",
            "C. Manufacturing",
            "F. Construction",
            "G, I. Distribution, hotels and restaurants",
            "H, J. Transport and communication",
            "K, L, M, N. Financial, real estate, professional and administrative activities",
            "O,P,Q. Public administration, education and health",
            "R, S, T, U. Other",
            "Land cover [Discontinuous urban fabric]",
            "Land cover [Continuous urban fabric]",
            "Land cover [Non-irrigated arable land]",
            "Land cover [Industrial or commercial units]",
            "Land cover [Green urban areas]",
            "Land cover [Pastures]",
            "Land cover [Sport and leisure facilities]");

    /**
     * What is known of each output area, in the order of their table.
     *
     * @param columns   names of the C explanatory numbers; the first are {@link #FUNCTION_COLUMNS}
     * @param names     O names
     * @param areaOf    the area that each belongs to
     * @param types     type of built form; -1 where it is none of the {@link #TYPES}
     * @param sizes     square metres, above 0
     * @param x         metres to the east of some point
     * @param y         metres to the north of it
     * @param numbers   explanatory numbers, O x C
     * @param baselines indicators of today, O x 4 in the order of {@link Indicator}
     */
    @SuppressWarnings("ArrayRecordComponent") // As above.
    record OutputAreas(
            List<String> columns,
            String[] names,
            int[] areaOf,
            int[] types,
            double[] sizes,
            double[] x,
            double[] y,
            double[] numbers,
            double[] baselines) {

        int count() {
            return names.length;
        }
    }
}
