package io.keepwatch.cabinet;

/**
 * A parameter that a caller has to mend. The message says what is allowed, as the end of a sentence
 * that starts with the parameter's name; it never repeats the caller's text, which may hold
 * anything.
 */
final class BadParameter extends Exception {

    private static final long serialVersionUID = 1L;

    private final String field;

    BadParameter(String field, String reason) {
        super(reason);
        this.field = field;
    }

    String field() {
        return field;
    }
}
