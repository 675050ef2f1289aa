package io.keepwatch.local;

/** All that can become of an invocation. */
public sealed interface Invocation {

    /** The function returned; {@code response} is its answer as JSON ({@code null} for void). */
    record Returned(byte[] response) implements Invocation {}

    /**
     * The function threw, ran out of time or answered more than Lambda carries. {@code error} is
     * the JSON that Lambda hands on: {@code errorMessage}, {@code errorType}, {@code stackTrace}.
     */
    record Failed(byte[] error) implements Invocation {}

    /** All environments stayed busy, for as long as a caller may be kept waiting: 429. */
    record Throttled() implements Invocation {}

    /** The event is larger than {@link Invoker#PAYLOAD_BYTES_MAX}: 413, never invoked. */
    record TooLarge() implements Invocation {}
}
