package io.keepwatch.domain;

import java.util.random.RandomGenerator;

/**
 * The characters of ids and keys, five bits each: Crockford's base 32. They have no separators (so
 * that no id can change the meaning of a key), no upper case, and none of the letters that are
 * easily mistaken for another.
 */
public final class Base32 {

    /** Any one of them, in a regular expression. */
    public static final String CHARACTER = "[0-9a-hjkmnp-tv-z]";

    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int BITS = 5;

    private Base32() {}

    public static String random(int length, RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    /** The lowest bits of a number, the very lowest first. */
    public static String of(long number, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt((int) (number >>> (BITS * i)) & (1 << BITS) - 1));
        }
        return text.toString();
    }
}
