package io.keepwatch.local;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder in which everything that outlives a restart lies. Held by one process at a time, and
 * open to its owner only, since the demonstration's keys are in it.
 */
public final class DataDir implements AutoCloseable {

    /** By this file we know a folder as ours, and so as one that may be emptied. */
    private static final String MARKER = ".keepwatch-data";

    private static final String LOCK = "lock";
    private static final String MARKER_TEXT =
            "What ./keepwatch up keeps. With --fresh it empties this folder.\n";

    private final Path path;
    private final Closeable lock;

    /**
     * @param lock lets the folder go when it is closed
     */
    DataDir(Path path, Closeable lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Takes the folder, and makes it if it is not there.
     *
     * @throws IOException saying what to do, if another process has it, if it is a file, if it
     *     cannot be written, or if things lie in it that are not ours
     */
    public static DataDir open(Path folder) throws IOException {
        Path path = folder.toAbsolutePath().normalize();
        try {
            return take(path);
        } catch (AccessDeniedException | NoSuchFileException e) {
            // These two say by their class alone what is wrong.
            throw new IOException(
                    "%s cannot be written: choose another folder with --data".formatted(path), e);
        }
    }

    private static DataDir take(Path path) throws IOException {
        try {
            Files.createDirectories(path);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(
                    "%s is a file and no folder: choose another with --data".formatted(path), e);
        }
        if (!Files.exists(path.resolve(MARKER)) && !isEmpty(path)) {
            throw new IOException(
                    "%s is not empty, and not a data folder of Keepwatch: choose another with --data"
                            .formatted(path));
        }
        ownerOnly(path, "rwx------");
        Files.writeString(path.resolve(MARKER), MARKER_TEXT);
        FileChannel channel =
                FileChannel.open(
                        path.resolve(LOCK),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        if (!locked(channel)) {
            String owner = new String(readAll(channel), StandardCharsets.US_ASCII).strip();
            channel.close();
            throw new IOException(
                    "%s is in use by a Keepwatch that is running (process %s): end it, or choose another folder with --data"
                            .formatted(path, owner));
        }
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(
                        Long.toString(ProcessHandle.current().pid())
                                .getBytes(StandardCharsets.US_ASCII)));
        return new DataDir(path, channel); // closing the channel lets the lock go
    }

    public Path path() {
        return path;
    }

    /** A part's own folder in it, made if it is not there. */
    public Path folder(String name) throws IOException {
        return Files.createDirectories(path.resolve(name));
    }

    /** Deletes all that was kept. */
    void empty() throws IOException {
        Files.walkFileTree(
                path,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        if (!file.equals(path.resolve(LOCK))
                                && !file.equals(path.resolve(MARKER))) {
                            Files.delete(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path folder, IOException fault)
                            throws IOException {
                        if (fault != null) {
                            throw fault;
                        }
                        if (!folder.equals(path)) {
                            Files.delete(folder);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    /** Writes a file of this folder so that it is there whole or not at all, for its owner only. */
    void write(String name, String text) throws IOException {
        Path draft = path.resolve(name + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft);
        ownerOnly(draft, "rw-------");
        Files.writeString(draft, text);
        Files.move(draft, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // by this very process
        }
    }

    private static byte[] readAll(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(32);
        channel.read(buffer, 0);
        buffer.flip();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static boolean isEmpty(Path path) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.findAny().isEmpty();
        }
    }

    private static void ownerOnly(Path path, String rights) throws IOException {
        if (Set.copyOf(path.getFileSystem().supportedFileAttributeViews()).contains("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
        }
    }
}
