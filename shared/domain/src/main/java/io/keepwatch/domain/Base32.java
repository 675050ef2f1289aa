package io.keepwatch.domain;

import java.util.random.RandomGenerator;

/**
 * Random identifiers with a readable prefix. The alphabet has no separators (so that no id can
 * change the meaning of a key), no upper case, and none of the letters that are easily mistaken for
 * another: Crockford's base 32.
 */
final class Ids {

    static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

    private Ids() {}

    /** {@code prefix} and then {@code length} random characters of five bits each. */
    static String random(String prefix, int length, RandomGenerator random) {
        StringBuilder id = new StringBuilder(prefix);
        for (int i = 0; i < length; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
