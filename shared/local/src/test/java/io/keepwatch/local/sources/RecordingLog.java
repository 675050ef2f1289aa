package io.keepwatch.local.sources;

import io.keepwatch.local.Log;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what was said, so that a test can ask. */
final class RecordingLog implements Log {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();

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
        faults.add(message + ": " + fault);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    List<String> faults() {
        return List.copyOf(faults);
    }
}
