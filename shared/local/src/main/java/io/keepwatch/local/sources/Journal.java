package io.keepwatch.local.sources;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Consumer;

/**
 * What happened to the messages of all queues, a line of JSON each, in one file: what is written is
 * there after a kill at any moment (but, like DynamoDB Local's, not surely after a power cut).
 */
final class Journal implements AutoCloseable {

    /** One thing that happened. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "op")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Entry.Put.class, name = "put"),
        @JsonSubTypes.Type(value = Entry.Shown.class, name = "shown"),
        @JsonSubTypes.Type(value = Entry.Gone.class, name = "gone"),
        @JsonSubTypes.Type(value = Entry.Moved.class, name = "moved"),
        @JsonSubTypes.Type(value = Entry.Said.class, name = "said")
    })
    sealed interface Entry {

        /** A message is in a queue. */
        record Put(String queue, Message message) implements Entry {}

        /** A message was received, or its visibility was changed. */
        record Shown(String queue, String id, long visibleAt, int receives, long firstReceivedAt)
                implements Entry {}

        /** A message was deleted or is too old. */
        record Gone(String queue, String id) implements Entry {}

        /** A message failed too often: one line, so that it is in exactly one queue. */
        record Moved(String from, String to, Message message) implements Entry {}

        /** A FIFO queue knows a deduplication id, though the message itself may be gone. */
        record Said(String queue, String deduplication, String id, long sequence, long sentAt)
                implements Entry {}
    }

    /** Below this size, a journal is not worth rewriting. */
    private static final long REWRITE_BYTES_MIN = 4 * 1024 * 1024;

    private static final ObjectMapper MAPPER =
            JsonMapper.builder().addModule(new Jdk8Module()).build();

    private final Path file;
    // Not a channel: an interrupted thread would close that for everybody.
    private RandomAccessFile out;
    private long rewriteAt = REWRITE_BYTES_MIN;

    private Journal(Path file) throws IOException {
        this.file = file;
        this.out = new RandomAccessFile(file.toFile(), "rw");
    }

    /** Opens the journal and tells all that is in it. A last line cut short never happened. */
    static Journal open(Path file, Consumer<Entry> replay) throws IOException {
        Journal journal = new Journal(file);
        byte[] bytes = Files.readAllBytes(file);
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                replay.accept(
                        journal.parse(new String(bytes, start, i - start, StandardCharsets.UTF_8)));
                start = i + 1;
            }
        }
        journal.out.setLength(start);
        journal.out.seek(start);
        return journal;
    }

    void add(Entry entry) {
        try {
            out.write(line(entry));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** Whether most of the file may be about messages that are long gone. */
    boolean isWorthRewriting() {
        try {
            return out.getFilePointer() >= rewriteAt;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Puts {@code entries} in the place of all that was written. */
    void rewrite(List<Entry> entries) {
        try {
            Path draft = file.resolveSibling(file.getFileName() + ".new");
            try (OutputStream fresh = new BufferedOutputStream(Files.newOutputStream(draft))) {
                for (Entry entry : entries) {
                    fresh.write(line(entry));
                }
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            out.close();
            out = new RandomAccessFile(file.toFile(), "rw");
            out.seek(out.length());
            rewriteAt = Math.max(REWRITE_BYTES_MIN, 2 * out.length());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot rewrite " + file, e);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private Entry parse(String line) throws IOException {
        try {
            return MAPPER.readValue(line, Entry.class);
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "%s is damaged (start with --fresh to give up what it holds): %s"
                            .formatted(file, e.getOriginalMessage()),
                    e);
        }
    }

    private static byte[] line(Entry entry) throws IOException {
        return (MAPPER.writerFor(Entry.class).writeValueAsString(entry) + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
