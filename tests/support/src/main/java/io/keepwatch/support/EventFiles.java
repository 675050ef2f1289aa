package io.keepwatch.support;

import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The sample events of {@code events/}: what {@code ./keepwatch invoke} takes, tests read too. */
public final class EventFiles {

    private static final Path FOLDER = Path.of("../../events");

    private EventFiles() {}

    /** The names of all files of a folder, as {@link #load} takes them. */
    public static List<String> names(String folder) {
        try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
            return files.map(file -> file.getFileName().toString().replaceFirst("\\.json$", ""))
                    .map(file -> folder + "/" + file)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Read as Lambda reads events.
     *
     * @param name of the folder and the file, as in {@code ingest/protobuf}
     */
    public static <T> T load(String name, Class<T> type) {
        try (InputStream in = Files.newInputStream(FOLDER.resolve(name + ".json"))) {
            return LambdaEventSerializers.serializerFor(type, EventFiles.class.getClassLoader())
                    .fromJson(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
