package io.keepwatch.domain;

import java.util.Optional;

/**
 * The name under which an agent reports a host: any printable text, since agents name hosts as they
 * like. Case and inner characters stay as sent; surrounding white space goes.
 */
public record HostName(String value) {

    /** The length of a fully qualified domain name (RFC 1035, section 2.3.4). */
    public static final int LENGTH_MAX = 255;

    public HostName {
        if (parse(value).filter(name -> name.equals(value)).isEmpty()) {
            throw new IllegalArgumentException("not a host name");
        }
    }

    /** The name in an agent's text; empty for blank, over-long or unprintable text. */
    public static Optional<HostName> of(String text) {
        return parse(text).map(HostName::new);
    }

    private static Optional<String> parse(String text) {
        String name = text.strip();
        boolean printable = name.codePoints().noneMatch(HostName::unprintable);
        return !name.isEmpty() && name.length() <= LENGTH_MAX && printable
                ? Optional.of(name)
                : Optional.empty();
    }

    private static boolean unprintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }

    @Override
    public String toString() {
        return value;
    }
}
