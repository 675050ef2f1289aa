package io.keepwatch.domain.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * SHA-256 of a {@link Key}, in hex: what is stored in its place. A plain hash is enough, since a
 * key has 160 random bits and cannot be guessed from it.
 */
public record KeyHash(String value) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    public KeyHash {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a SHA-256 in hex");
        }
    }

    static KeyHash of(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(key.getBytes(StandardCharsets.US_ASCII));
            return new KeyHash(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
