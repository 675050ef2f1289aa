package io.keepwatch.local.sources;

import com.fasterxml.jackson.databind.JsonNode;
import io.keepwatch.local.template.Template;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A process that is there to be killed: hands on what it reads of a made-up stream as messages, and
 * writes down what came through the queue.
 */
final class KilledMachine {

    private KilledMachine() {}

    /**
     * @param arguments the data folder, where the stream is, and the file to write to
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[0]);
        try (FileOutputStream out = new FileOutputStream(arguments[2], true)) {
            // Functions are called only once the queues are there to be written to.
            Machine[] machine = new Machine[1];
            FakeFunctions functions =
                    new FakeFunctions()
                            .on(
                                    "Reader",
                                    event -> {
                                        while (machine[0] == null) {
                                            Thread.sleep(1);
                                        }
                                        for (JsonNode record : FakeFunctions.records(event)) {
                                            send(machine[0], record);
                                        }
                                        return FakeFunctions.DONE;
                                    })
                            .on(
                                    "Worker",
                                    event -> {
                                        for (JsonNode record : FakeFunctions.records(event)) {
                                            write(out, record.path("body").asText());
                                        }
                                        return FakeFunctions.DONE;
                                    });
            machine[0] =
                    Machine.start(
                            folder,
                            template(),
                            URI.create(arguments[1]),
                            functions,
                            Machine.GENTLE);
            // What was under way at the kill is hidden for a time, which need not pass.
            machine[0].clock().advance(Settings.HIDDEN);
            System.out.println("ready");
            Thread.sleep(Duration.ofMinutes(5));
        }
    }

    private static void send(Machine machine, JsonNode record) {
        machine.store()
                .send(
                        Settings.DEAD.name(),
                        MessageStore.Outgoing.text(record.at("/dynamodb/SequenceNumber").asText()));
    }

    private static synchronized void write(FileOutputStream out, String line) {
        try {
            out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Template template() {
        return new Template(
                List.of(
                        Settings.stream("Things").batches(10).read("Reader"),
                        Settings.function("Worker", Settings.messages(Settings.DEAD.logicalId()))),
                List.of(ScriptedStream.TABLE),
                List.of(Settings.DEAD),
                List.of(),
                List.of());
    }
}
