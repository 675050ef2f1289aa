package io.keepwatch.telemetry.query;

/**
 * Where the buckets of exponential schemas lie (Prometheus, "Native histograms", "Schema"): at
 * schema {@code n}, bucket {@code i} ends at {@code 2^(i * 2^-n)}.
 */
final class ExponentialBounds {

    /** The first power of two beyond all doubles. */
    private static final int EXPONENT_END = Double.MAX_EXPONENT + 1;

    private ExponentialBounds() {}

    /** The upper bound of a positive bucket. */
    static double upper(int schema, int index) {
        if (schema <= 0) {
            return power((long) index << -schema, 0);
        }
        long whole = index >> schema;
        int part = index & (1 << schema) - 1;
        return power(whole, part / (double) (1 << schema));
    }

    /** Two to the power of {@code exponent + part}. */
    private static double power(long exponent, double part) {
        if (exponent == EXPONENT_END && part == 0) {
            // The last bucket of finite numbers ends with the last of them; the one after it is for
            // the infinite ones.
            return Double.MAX_VALUE;
        }
        double factor = part == 0 ? 1 : StrictMath.pow(2, part);
        return Math.scalb(factor, Math.clamp(exponent, -3_000, 3_000));
    }

    /** The index at a schema that many steps coarser; each step makes one bucket of two. */
    static int coarser(int index, int steps) {
        return (int) (((long) index - 1 >> steps) + 1);
    }
}
