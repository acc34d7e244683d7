package io.millrace.app.price;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Amounts as they are kept on the record of a run, and as they are written. */
final class Money {

    private static final double PER_UNIT = 100;

    private Money() {}

    /** To the nearest hundredth: what float32 holds of any price that is allowed, there and back. */
    static double kept(double amount) {
        return Math.rint(amount * PER_UNIT) / PER_UNIT;
    }

    /** Without an exponent and without zeros that say nothing. */
    static String text(double amount) {
        return BigDecimal.valueOf(amount)
                .setScale(2, RoundingMode.HALF_EVEN)
                .stripTrailingZeros()
                .toPlainString();
    }
}
