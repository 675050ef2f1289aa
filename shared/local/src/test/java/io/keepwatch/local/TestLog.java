package io.keepwatch.local;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what is said, for a test to look at. */
public final class TestLog implements Log {

    private final List<String> lines = new CopyOnWriteArrayList<>();

    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void info(String message) {
        lines.add(message);
    }

    @Override
    public void warn(String message) {
        lines.add(message);
    }

    @Override
    public void error(String message, Throwable fault) {
        lines.add(message + ": " + fault);
    }
}
