package io.keepwatch.telemetry.wire;

/**
 * The body as a whole cannot be read; the message says why, for its sender. Never leaves a format's
 * reader, where it ends as an outcome.
 */
public final class MalformedBody extends Exception {

    private static final long serialVersionUID = 1L;

    private final String reason;

    public MalformedBody(String reason) {
        this(reason, "");
    }

    private MalformedBody(String reason, String where) {
        // Thrown for whatever anybody cares to send, so without the cost of a stack trace.
        super(reason + where, null, false, false);
        this.reason = reason;
    }

    /**
     * @param position of the byte where it shows, from 0
     */
    public static MalformedBody at(int position, String reason) {
        return new MalformedBody(reason, " at byte " + position);
    }

    /**
     * @param position of the character up to which JSON was read, from 0
     */
    public static MalformedBody atCharacter(long position, String reason) {
        return new MalformedBody(reason, " at character " + position);
    }

    /** The reason without the position, for bytes that are not the sender's own. */
    public String reason() {
        return reason;
    }
}
