package io.keepwatch.local;

/** Where the local cloud says what happens: people read it on the terminal. */
public interface Log {

    /** Something went as it should and is worth a line. */
    void info(String message);

    /** Something did not go as it should; names what to do where that is known. */
    void warn(String message);

    /** A fault, with the trace of where it was. */
    void error(String message, Throwable fault);
}
