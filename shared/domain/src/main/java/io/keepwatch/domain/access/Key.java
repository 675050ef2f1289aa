package io.keepwatch.domain.access;

import io.keepwatch.domain.Base32;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * A secret that a customer pastes into an agent or program: {@code kwi_<32 characters>_<7
 * characters>}. The middle carries 160 random bits, the end is a CRC-32 of all before it, so that a
 * mistyped or invented key is turned away before anything is read. Its text appears in no log:
 * {@link #toString} shows the prefix only.
 */
public final class Key {

    private static final int RANDOM_CHARACTERS = 32;
    private static final int CHECKSUM_CHARACTERS = 7; // 32 bits in fives
    private static final Pattern FORM =
            Pattern.compile(
                    "([a-z]{3})_(%1$s{%2$d})_(%1$s{%3$d})"
                            .formatted(Base32.CHARACTER, RANDOM_CHARACTERS, CHECKSUM_CHARACTERS));

    private final Scope scope;
    private final String text;

    private Key(Scope scope, String text) {
        this.scope = scope;
        this.text = text;
    }

    /** A new key. Give it a {@link java.security.SecureRandom}. */
    public static Key random(Scope scope, RandomGenerator random) {
        String text = scope.prefix() + "_" + Base32.random(RANDOM_CHARACTERS, random);
        return new Key(scope, text + "_" + checksum(text));
    }

    /** The key in a caller's text; empty unless prefix, form and checksum are right. */
    public static Optional<Key> parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches() || !checksum(text.substring(0, parts.end(2))).equals(parts.group(3))) {
            return Optional.empty();
        }
        return Scope.ofPrefix(parts.group(1)).map(scope -> new Key(scope, text));
    }

    public Scope scope() {
        return scope;
    }

    public KeyHash hash() {
        return KeyHash.of(text);
    }

    /** The whole secret, for the one time that it is shown. */
    public String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return scope.prefix() + "_…";
    }

    private static String checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        return Base32.of(crc.getValue(), CHECKSUM_CHARACTERS);
    }
}
