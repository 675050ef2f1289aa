package io.keepwatch.local;

import java.nio.file.Path;

/** Opens a folder of a test as a data folder, without a lock. */
public final class TestDataDir {

    private TestDataDir() {}

    public static DataDir of(Path folder) {
        return new DataDir(folder, () -> {});
    }
}
