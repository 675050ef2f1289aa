package io.keepwatch.local;

import java.io.PrintStream;

/** To the terminal: what goes well to standard output, what does not to standard error. */
final class ConsoleLog implements Log {

    private final PrintStream out;
    private final PrintStream err;

    ConsoleLog(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public void info(String message) {
        out.println(message);
    }

    @Override
    public void warn(String message) {
        err.println("Warning: " + message);
    }

    @Override
    public void error(String message, Throwable fault) {
        synchronized (err) {
            err.println("Error: " + message);
            fault.printStackTrace(err);
        }
    }
}
