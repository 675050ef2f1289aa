package io.keepwatch.integration.kill;

import io.keepwatch.local.LocalCloud;
import io.keepwatch.local.Log;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** The local cloud in a process that is there to be killed. */
final class KilledCloud {

    static final String READY = "ready";
    static final String HELD = "held";
    static final int NEVER = 0;

    private KilledCloud() {}

    /**
     * @param arguments the project's folder, the data folder, and which put of a chunk since the
     *     start shall stay without an answer: DynamoDB has done it, but ingest never learns of it
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        LocalCloud cloud =
                LocalCloud.start(
                        LocalCloud.Options.of(
                                Path.of(arguments[0]), Path.of(arguments[1]), new Said()));
        int heldPut = Integer.parseInt(arguments[2]);
        String raw = cloud.template().table("Raw").name();
        AtomicInteger puts = new AtomicInteger();
        cloud.onWrite(
                table -> {
                    if (table.equals(raw) && puts.incrementAndGet() == heldPut) {
                        System.out.println(HELD);
                        awaitTheKill();
                    }
                });
        System.out.println(READY);
        while (System.in.read() >= 0) {
            // Nobody says anything: only the end matters.
        }
        // A test that was itself cut off leaves nothing behind.
        Runtime.getRuntime().halt(1);
    }

    private static void awaitTheKill() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** To the standard error stream, which the test keeps. */
    static final class Said implements Log {

        @Override
        public void info(String message) {
            System.err.println(message);
        }

        @Override
        public void warn(String message) {
            System.err.println(message);
        }

        @Override
        public void error(String message, Throwable fault) {
            System.err.println(message);
            fault.printStackTrace();
        }
    }
}
