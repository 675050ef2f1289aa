package io.keepwatch.local.sources;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** One JSON file that is replaced as a whole, so that a kill leaves the old or the new one. */
final class StoredState {

    private final Path file;

    StoredState(Path file) {
        this.file = file;
    }

    /** What was written last, if anything ever was. */
    Optional<JsonNode> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        return Optional.of(
                Tree.read(Files.readAllBytes(file))
                        .orElseThrow(
                                () ->
                                        new IOException(
                                                "%s is damaged: start with --fresh to give up what it holds"
                                                        .formatted(file))));
    }

    void write(JsonNode state) {
        try {
            Path draft = file.resolveSibling(file.getFileName() + ".new");
            Files.write(draft, Tree.bytes(state));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
