package io.keepwatch.local;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import io.keepwatch.aws.Environment;
import io.keepwatch.local.example.EchoHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.joda.time.DateTime;

/** The functions of the package {@code example} as Lambda would unpack them: classes and a lib. */
public final class ExampleCode {

    private ExampleCode() {}

    /** Writes them to a folder that is then good as {@code CodeUri}. */
    public static Path unpack(Path folder) throws IOException {
        Path classes = source(EchoHandler.class);
        String example = EchoHandler.class.getPackageName().replace('.', '/');
        Files.createDirectories(folder.resolve(example));
        try (Stream<Path> files = Files.list(classes.resolve(example))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(example).resolve(file.getFileName().toString()));
            }
        }
        copyClass(Environment.class, folder);
        Path lib = Files.createDirectory(folder.resolve("lib"));
        Files.copy(source(DynamodbEvent.class), lib.resolve("events.jar"));
        // The events module depends on it, and Lambda's serializers look for it.
        Files.copy(source(DateTime.class), lib.resolve("joda-time.jar"));
        return folder;
    }

    private static void copyClass(Class<?> type, Path folder) throws IOException {
        String name = type.getName().replace('.', '/') + ".class";
        Path target = folder.resolve(name);
        Files.createDirectories(target.getParent());
        try (InputStream bytes = type.getClassLoader().getResourceAsStream(name)) {
            Files.write(target, bytes.readAllBytes());
        }
    }

    private static Path source(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
