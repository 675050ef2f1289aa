package io.keepwatch.local;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which process listens on a port, as far as Linux tells this user. */
final class PortOwner {

    private static final Path PROC = Path.of("/proc");
    private static final String LISTENING = "0A";

    // Columns of /proc/net/tcp, proc(5).
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private PortOwner() {}

    static Optional<ProcessHandle> find(int port) {
        try {
            Set<String> sockets = new HashSet<>();
            for (String table : List.of("tcp", "tcp6")) {
                Path file = PROC.resolve("net").resolve(table);
                if (Files.isReadable(file)) {
                    Files.readAllLines(file).stream()
                            .map(line -> line.strip().split("\\s+"))
                            .filter(columns -> listens(columns, port))
                            .forEach(columns -> sockets.add("socket:[" + columns[INODE] + "]"));
                }
            }
            return sockets.isEmpty()
                    ? Optional.empty()
                    : ProcessHandle.allProcesses()
                            .filter(process -> holds(process.pid(), sockets))
                            .findFirst();
        } catch (IOException e) {
            return Optional.empty(); // no Linux, or not for this user: then it stays unnamed
        }
    }

    private static boolean listens(String[] columns, int port) {
        return columns.length > INODE
                && columns[STATE].equals(LISTENING)
                && columns[LOCAL_ADDRESS].endsWith(":%04X".formatted(port));
    }

    private static boolean holds(long pid, Set<String> sockets) {
        Path folder = PROC.resolve(Long.toString(pid)).resolve("fd");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (sockets.contains(Files.readSymbolicLink(file).toString())) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false; // it ended, or belongs to someone else
        }
    }
}
