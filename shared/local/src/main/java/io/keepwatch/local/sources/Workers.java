package io.keepwatch.local.sources;

import io.keepwatch.local.Log;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The threads of the event sources: none ends by a fault unseen, and all can be ended. */
final class Workers {

    /** What a thread does until it is told to stop, or interrupted. */
    @FunctionalInterface
    interface Work {

        void run() throws InterruptedException;
    }

    private final Log log;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile boolean anyFailed;

    Workers(Log log) {
        this.log = log;
    }

    void start(String name, Work work) {
        Thread thread =
                Thread.ofVirtual()
                        .name(name)
                        .uncaughtExceptionHandler((died, fault) -> failed(name, fault))
                        .unstarted(() -> run(work));
        threads.add(thread);
        thread.start();
    }

    /** Whether a thread ended by a fault: what it did is no longer done. */
    boolean anyFailed() {
        return anyFailed;
    }

    /**
     * Waits for the threads, which have been told to stop, and interrupts those that have not ended
     * after {@code patience}.
     */
    void end(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (Thread thread : threads) {
            thread.join(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            thread.join(patience);
        }
    }

    private void run(Work work) {
        try {
            work.run();
        } catch (InterruptedException e) {
            // The end that was asked for: nobody looks at this thread's flag after this.
        } finally {
            threads.remove(Thread.currentThread());
        }
    }

    private void failed(String name, Throwable fault) {
        anyFailed = true;
        log.error("the local cloud no longer serves the " + name, fault);
    }
}
