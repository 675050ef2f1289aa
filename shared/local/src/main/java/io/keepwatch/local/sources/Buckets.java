package io.keepwatch.local.sources;

import io.keepwatch.local.DataDir;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Buckets as folders: {@code buckets/<bucket>/<key>} in the data folder, an object a file. */
final class Buckets {

    private final Path folder;
    private final Path drafts;

    Buckets(DataDir data) throws IOException {
        this.folder = data.folder("buckets");
        this.drafts = data.folder("buckets-drafts");
    }

    /** Puts an object; it is there as a whole or not at all. */
    void put(String bucket, String key, byte[] bytes) {
        Path object = folder.resolve(bucket).resolve(key).normalize();
        if (!object.startsWith(folder.resolve(bucket))) {
            throw new IllegalArgumentException("a key leads out of its bucket: " + key);
        }
        try {
            Files.createDirectories(object.getParent());
            Path draft = Files.createTempFile(drafts, "object", "");
            Files.write(draft, bytes);
            Files.move(draft, object, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot put " + object, e);
        }
    }
}
