package io.keepwatch.domain;

import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** A customer. Every partition of stored data starts with one. */
public record TenantId(String value) {

    private static final int RANDOM_CHARACTERS = 10; // 50 bits

    private static final Pattern FORM =
            Pattern.compile("t-" + Base32.CHARACTER + "{" + RANDOM_CHARACTERS + "}");

    public TenantId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a tenant id");
        }
    }

    public static TenantId random(RandomGenerator random) {
        return new TenantId("t-" + Base32.random(RANDOM_CHARACTERS, random));
    }

    /** The id in a text, if that is one. */
    public static Optional<TenantId> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new TenantId(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
