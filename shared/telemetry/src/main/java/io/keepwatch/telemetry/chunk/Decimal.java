package io.keepwatch.telemetry.chunk;

/**
 * Doubles that are short decimals, as integers. Most metrics are counts of some unit that was
 * divided on its way: 48413 ms become 48.413 or, by a sender that multiplies by 0.001,
 * 48.413000000000004. A scale says how many digits and which arithmetic; it holds for a value if
 * that arithmetic, which IEEE 754 makes the same everywhere, gives back the very same bits.
 */
final class Decimal {

    /** The number of scales; they are numbered from 0 by how many digits they have. */
    static final int SCALES;

    /** An answer that no integer is: beyond {@link #INTEGER_MAX}. */
    static final long NONE = Long.MIN_VALUE;

    /** Integers are below this, so that differences of them do not overflow. */
    private static final double INTEGER_MAX = 0x1p60;

    private static final int QUOTIENT_DIGITS_MAX = 18;
    private static final int PRODUCT_DIGITS_MAX = 9;

    /** Digits of the scale for microseconds that were divided by 1000 twice. */
    private static final int TWICE_DIGITS = 6;

    private enum Arithmetic {
        /** n / 10^d, the nearest double to the decimal. */
        QUOTIENT,
        /** n × 10^-d, often one off. */
        PRODUCT,
        /** n / 1000 / 1000, as the Linux pressure metrics come. */
        TWICE
    }

    private static final Arithmetic[] ARITHMETIC;
    private static final int[] DIGITS;
    private static final double[] POWERS = new double[QUOTIENT_DIGITS_MAX + 1];
    private static final double[] FRACTIONS = new double[PRODUCT_DIGITS_MAX + 1];

    static {
        SCALES = QUOTIENT_DIGITS_MAX + 1 + PRODUCT_DIGITS_MAX + 1;
        ARITHMETIC = new Arithmetic[SCALES];
        DIGITS = new int[SCALES];
        int scale = 0;
        for (int digits = 0; digits <= QUOTIENT_DIGITS_MAX; digits++) {
            POWERS[digits] = Double.parseDouble("1e" + digits);
            scale = define(scale, digits, Arithmetic.QUOTIENT);
            if (digits > 0 && digits <= PRODUCT_DIGITS_MAX) {
                FRACTIONS[digits] = Double.parseDouble("1e-" + digits);
                scale = define(scale, digits, Arithmetic.PRODUCT);
            }
            if (digits == TWICE_DIGITS) {
                scale = define(scale, digits, Arithmetic.TWICE);
            }
        }
    }

    private static int define(int scale, int digits, Arithmetic arithmetic) {
        DIGITS[scale] = digits;
        ARITHMETIC[scale] = arithmetic;
        return scale + 1;
    }

    private Decimal() {}

    static int digits(int scale) {
        return DIGITS[scale];
    }

    static long toBits(int scale, long integer) {
        double value =
                switch (ARITHMETIC[scale]) {
                    case QUOTIENT -> integer / POWERS[DIGITS[scale]];
                    case PRODUCT -> integer * FRACTIONS[DIGITS[scale]];
                    case TWICE -> integer / 1000.0 / 1000.0;
                };
        return Double.doubleToRawLongBits(value);
    }

    /** The integer that gives these very bits, or {@link #NONE}. */
    static long exactly(int scale, long bits) {
        long integer = nearest(scale, bits);
        return integer != NONE && toBits(scale, integer) == bits ? integer : NONE;
    }

    /** The integer that comes nearest, or {@link #NONE} for what is too large or not finite. */
    static long nearest(int scale, long bits) {
        double scaled = Math.rint(Double.longBitsToDouble(bits) * POWERS[DIGITS[scale]]);
        return Math.abs(scaled) < INTEGER_MAX ? (long) scaled : NONE;
    }

    /** The scale with the fewest digits at which the value is exact, or {@link #SCALES}. */
    static int shortest(long bits) {
        int scale = 0;
        while (scale < SCALES && exactly(scale, bits) == NONE) {
            scale++;
        }
        return scale;
    }

    /** Whether no scale can hold a value: it is not finite, or it is the negative zero. */
    static boolean isSpecial(long bits) {
        return !Double.isFinite(Double.longBitsToDouble(bits)) || bits == Long.MIN_VALUE;
    }
}
