package io.keepwatch.local;

/**
 * Calls functions as Lambda does: one invocation at a time in each environment, a few environments
 * a function, the template's time-out. Safe for use by several threads.
 */
public interface Invoker {

    /** The largest event and the largest answer of a synchronous invocation, as on AWS: 6 MB. */
    int PAYLOAD_BYTES_MAX = 6 * 1024 * 1024;

    /**
     * Invokes a function and waits for what becomes of it.
     *
     * @param function logical id in the template
     * @param event JSON, shaped as AWS shapes it
     * @throws IllegalArgumentException if the template has no such function
     * @throws InterruptedException if the waiting thread is interrupted; the function goes on
     */
    Invocation invoke(String function, byte[] event) throws InterruptedException;
}
