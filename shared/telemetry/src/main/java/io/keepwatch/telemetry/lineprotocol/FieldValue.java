package io.keepwatch.telemetry.lineprotocol;

import com.fasterxml.jackson.core.io.NumberInput;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A field's value as it is on the wire (InfluxDB, "Line protocol", "Data types and format"). Used
 * again and again, so that reading a number allocates nothing.
 */
final class FieldValue {

    /** What a value is. */
    enum Type {
        FLOAT,
        INTEGER,
        /** An unsigned integer that does not fit a signed one. */
        LARGE_INTEGER,
        BOOLEAN,
        TEXT
    }

    /** A double written without an exponent is no longer than this. */
    private static final int FLOAT_CHARACTERS_MAX = 400;

    // With less than these, mantissa and power of ten are exact doubles, and so their product is
    // rounded only once, which is as well as it can be (Clinger, 1990).
    private static final long EXACT_MANTISSA_MAX = 1L << 53;
    private static final double[] EXACT_POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22
    };

    private static final int DIGITS_MAX = 18;
    private static final int EXPONENT_MAX = 9_999;

    private static final byte[][] TRUE = words("t", "T", "true", "True", "TRUE");
    private static final byte[][] FALSE = words("f", "F", "false", "False", "FALSE");

    Type type;

    /** A double's for {@link Type#FLOAT}, and else a long's. */
    long bits;

    private final char[] characters = new char[FLOAT_CHARACTERS_MAX];

    private static byte[][] words(String... words) {
        return Arrays.stream(words)
                .map(word -> word.getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
    }

    /** Reads a value that is no text, and at least one byte long. */
    void read(byte[] bytes, int from, int to) throws WrongLine {
        switch (bytes[to - 1]) {
            case 'i' -> readInteger(bytes, from, to - 1);
            case 'u' -> readUnsigned(bytes, from, to - 1);
            default -> {
                int first = bytes[from] | 0x20;
                if (first == 't' || first == 'f') {
                    readBoolean(bytes, from, to);
                } else {
                    readFloat(bytes, from, to);
                }
            }
        }
    }

    private void readBoolean(byte[] bytes, int from, int to) throws WrongLine {
        type = Type.BOOLEAN;
        if (isOneOf(TRUE, bytes, from, to)) {
            bits = 1;
        } else if (isOneOf(FALSE, bytes, from, to)) {
            bits = 0;
        } else {
            throw WrongLine.NO_VALUE;
        }
    }

    private static boolean isOneOf(byte[][] words, byte[] bytes, int from, int to) {
        for (byte[] word : words) {
            if (Arrays.equals(word, 0, word.length, bytes, from, to)) {
                return true;
            }
        }
        return false;
    }

    private void readInteger(byte[] bytes, int from, int to) throws WrongLine {
        type = Type.INTEGER;
        bits = integer(bytes, from, to, WrongLine.NO_VALUE, WrongLine.OUT_OF_RANGE);
    }

    /** A signed integer in decimal digits. */
    static long integer(byte[] bytes, int from, int to, WrongLine none, WrongLine tooLarge)
            throws WrongLine {
        boolean negative = from < to && bytes[from] == '-';
        int at = negative || from < to && bytes[from] == '+' ? from + 1 : from;
        if (at == to) {
            throw none;
        }
        long value = 0;
        for (; at < to; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                throw none;
            }
            // Downwards, since there is one more number below zero than above.
            if (value < (Long.MIN_VALUE + digit) / 10) {
                throw tooLarge;
            }
            value = value * 10 - digit;
        }
        if (!negative && value == Long.MIN_VALUE) {
            throw tooLarge;
        }
        return negative ? value : -value;
    }

    private void readUnsigned(byte[] bytes, int from, int to) throws WrongLine {
        type = Type.INTEGER;
        bits = 0;
        if (from == to) {
            throw WrongLine.NO_VALUE;
        }
        for (int at = from; at < to; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                throw WrongLine.NO_VALUE;
            }
            if (Long.compareUnsigned(bits, Long.divideUnsigned(-1L - digit, 10)) > 0) {
                throw WrongLine.OUT_OF_RANGE;
            }
            bits = bits * 10 + digit;
        }
        if (bits < 0) {
            type = Type.LARGE_INTEGER;
        }
    }

    private void readFloat(byte[] bytes, int from, int to) throws WrongLine {
        type = Type.FLOAT;
        boolean negative = bytes[from] == '-';
        int at = negative || bytes[from] == '+' ? from + 1 : from;
        long mantissa = 0;
        int digits = 0;
        int significant = 0;
        int scale = 0;
        boolean point = false;
        for (; at < to; at++) {
            int next = bytes[at];
            if (next >= '0' && next <= '9') {
                digits++;
                significant += significant > 0 || next != '0' ? 1 : 0;
                mantissa = significant <= DIGITS_MAX ? mantissa * 10 + (next - '0') : mantissa;
                scale -= point ? 1 : 0;
            } else if (next == '.' && !point) {
                point = true;
            } else {
                break;
            }
        }
        if (digits == 0) {
            throw WrongLine.NO_VALUE;
        }
        if (at < to) {
            scale += exponent(bytes, at, to);
        }
        boolean exact =
                significant <= DIGITS_MAX
                        && mantissa <= EXACT_MANTISSA_MAX
                        && Math.abs(scale) < EXACT_POWERS.length;
        double value = exact ? scaled(mantissa, scale) : parse(bytes, at(bytes, from), to);
        if (Double.isInfinite(value)) {
            throw WrongLine.OUT_OF_RANGE;
        }
        bits = Double.doubleToRawLongBits(negative ? -value : value);
    }

    /** Behind the sign. */
    private static int at(byte[] bytes, int from) {
        return bytes[from] == '-' || bytes[from] == '+' ? from + 1 : from;
    }

    private static int exponent(byte[] bytes, int from, int to) throws WrongLine {
        if ((bytes[from] | 0x20) != 'e') {
            throw WrongLine.NO_VALUE;
        }
        int at = from + 1;
        boolean negative = at < to && bytes[at] == '-';
        at += negative || at < to && bytes[at] == '+' ? 1 : 0;
        if (at == to) {
            throw WrongLine.NO_VALUE;
        }
        int exponent = 0;
        for (; at < to; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                throw WrongLine.NO_VALUE;
            }
            exponent = Math.min(EXPONENT_MAX, exponent * 10 + digit);
        }
        return negative ? -exponent : exponent;
    }

    private static double scaled(long mantissa, int scale) {
        return scale < 0 ? mantissa / EXACT_POWERS[-scale] : mantissa * EXACT_POWERS[scale];
    }

    /** What is a number by its form, and not an easy one. */
    private double parse(byte[] bytes, int from, int to) throws WrongLine {
        int length = to - from;
        if (length > FLOAT_CHARACTERS_MAX) {
            throw WrongLine.OUT_OF_RANGE;
        }
        for (int i = 0; i < length; i++) {
            characters[i] = (char) bytes[from + i];
        }
        return NumberInput.parseDouble(characters, 0, length, true);
    }
}
