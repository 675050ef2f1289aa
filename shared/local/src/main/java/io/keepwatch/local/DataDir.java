package io.keepwatch.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder in which everything that outlives a restart lies. */
public final class DataDir {

    private final Path path;

    DataDir(Path path) {
        this.path = path;
    }

    public Path path() {
        return path;
    }

    /** A part's own folder in it, made if it is not there. */
    public Path folder(String name) throws IOException {
        return Files.createDirectories(path.resolve(name));
    }
}
