package io.keepwatch.telemetry.lineprotocol;

/** A line cannot be read. There is one of each, so that even a body of nothing else is cheap. */
final class WrongLine extends Exception {

    static final WrongLine NO_MEASUREMENT = new WrongLine("no measurement");
    static final WrongLine TAG_WITHOUT_KEY = new WrongLine("a tag without a key");
    static final WrongLine TAG_WITHOUT_VALUE = new WrongLine("a tag without a value");
    static final WrongLine NO_FIELDS = new WrongLine("no fields");
    static final WrongLine FIELD_WITHOUT_KEY = new WrongLine("a field without a key");
    static final WrongLine FIELD_WITHOUT_VALUE = new WrongLine("a field without a value");
    static final WrongLine TEXT_WITHOUT_END = new WrongLine("a text without its end");
    static final WrongLine NO_VALUE = new WrongLine("a value that is no number, text or boolean");
    static final WrongLine OUT_OF_RANGE = new WrongLine("a number beyond 64 bits");
    static final WrongLine NO_TIME = new WrongLine("a time that is no integer of 64 bits");

    private static final long serialVersionUID = 1L;

    private WrongLine(String reason) {
        super(reason, null, false, false);
    }
}
