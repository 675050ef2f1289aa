package io.keepwatch.domain;

import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** A watched host, unique within its tenant. */
public record HostId(String value) {

    private static final int RANDOM_CHARACTERS = 10; // 50 bits

    private static final Pattern FORM =
            Pattern.compile("h-" + Base32.CHARACTER + "{" + RANDOM_CHARACTERS + "}");

    public HostId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a host id");
        }
    }

    public static HostId random(RandomGenerator random) {
        return new HostId("h-" + Base32.random(RANDOM_CHARACTERS, random));
    }

    /** The id in a caller's text, if that is one. */
    public static Optional<HostId> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new HostId(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
