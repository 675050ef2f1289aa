package io.keepwatch.integration.flow;

import io.keepwatch.local.Log;

/** What a local cloud says goes to the terminal; an error fails. */
final class Printed implements Log {

    @Override
    public void info(String message) {
        System.out.println(message);
    }

    @Override
    public void warn(String message) {
        System.out.println(message);
    }

    @Override
    public void error(String message, Throwable fault) {
        throw new AssertionError(message, fault);
    }
}
