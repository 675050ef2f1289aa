package io.keepwatch.local.functions;

import io.keepwatch.local.Invocation;
import io.keepwatch.local.Invocation.Failed;
import io.keepwatch.local.Invocation.Returned;
import io.keepwatch.local.Invocation.Throttled;
import io.keepwatch.local.Invocation.TooLarge;
import io.keepwatch.local.Invoker;
import io.keepwatch.local.Log;
import io.keepwatch.local.template.Function;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** One function and its execution environments: one invocation at a time in each. */
final class FunctionPool implements AutoCloseable {

    /**
     * As many calls of one function at once as one machine has use for; enough that calls for one
     * host do meet.
     */
    static final int ENVIRONMENTS_MAX = 8;

    /** How long a call may wait for an environment. */
    static final Duration WAIT_MAX = Duration.ofSeconds(10);

    /**
     * Lambda gives 10 s. Here all functions start on one machine at the same time, and with a heap
     * and processor shared with everything else.
     */
    static final Duration START_MAX = Duration.ofSeconds(30);

    private final Function function;
    private final Map<String, String> settings;
    private final Clock clock;
    private final Log log;
    private final FunctionLoader loader;
    private final Semaphore free = new Semaphore(ENVIRONMENTS_MAX, true);
    private final BlockingDeque<ExecutionEnvironment> idle = new LinkedBlockingDeque<>();

    FunctionPool(Function function, Map<String, String> settings, Clock clock, Log log)
            throws IOException {
        this.function = function;
        this.settings = Map.copyOf(settings);
        this.clock = clock;
        this.log = log;
        this.loader = FunctionLoader.open(function.logicalId(), function.code());
    }

    /** Makes one environment in advance, as SnapStart does: the first call then finds it warm. */
    void warm() throws InterruptedException {
        if (idle.isEmpty() && free.tryAcquire()) {
            try {
                Started started = start();
                if (started instanceof Ready(var handler)) {
                    idle.addFirst(handler);
                }
            } finally {
                free.release();
            }
        }
    }

    Invocation invoke(byte[] event) throws InterruptedException {
        if (event.length > Invoker.PAYLOAD_BYTES_MAX) {
            return new TooLarge();
        }
        if (!free.tryAcquire(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
            log.warn(
                    "%s: all %d environments are busy: throttled"
                            .formatted(function.logicalId(), ENVIRONMENTS_MAX));
            return new Throttled();
        }
        try {
            return run(event);
        } finally {
            free.release();
        }
    }

    private Invocation run(byte[] event) throws InterruptedException {
        // The one used last is the warmest.
        ExecutionEnvironment environment = idle.pollFirst();
        if (environment == null) {
            switch (start()) {
                case Ready(var handler) -> environment = handler;
                case Broken(Failed failed) -> {
                    return failed;
                }
            }
        }
        return run(environment, event);
    }

    private Invocation run(ExecutionEnvironment environment, byte[] event)
            throws InterruptedException {
        String requestId = UUID.randomUUID().toString();
        long deadline = System.nanoTime() + function.timeout().toNanos();
        Consumer<String> lines =
                line -> log.info(function.logicalId() + ": " + line.stripTrailing());
        Map<String, Object> facts =
                Map.of(
                        "requestId",
                        requestId,
                        "name",
                        function.name(),
                        "arn",
                        function.arn(),
                        "memory",
                        function.memoryMegabytes(),
                        "deadline",
                        deadline,
                        "log",
                        lines);
        FutureTask<byte[]> task = new FutureTask<>(environment.prepare(event, facts));
        Thread thread = inside(task);
        try {
            byte[] answer = task.get(function.timeout().toNanos(), TimeUnit.NANOSECONDS);
            idle.addFirst(environment);
            return checked(answer);
        } catch (ExecutionException e) {
            // The environment lives on, as Lambda's does after an exception.
            idle.addFirst(environment);
            return failed(requestId, e.getCause());
        } catch (TimeoutException e) {
            thread.interrupt();
            log.warn(
                    "%s: request %s timed out after %d s; its environment is given up"
                            .formatted(
                                    function.logicalId(),
                                    requestId,
                                    function.timeout().toSeconds()));
            return new Failed(
                    Errors.of(
                            "Sandbox.Timedout",
                            "RequestId: %s Error: Task timed out after %.2f seconds"
                                    .formatted(requestId, function.timeout().toMillis() / 1000.0)));
        }
    }

    private Failed failed(String requestId, Throwable thrown) {
        log.error("%s: request %s failed".formatted(function.logicalId(), requestId), thrown);
        return new Failed(Errors.of(thrown));
    }

    private Invocation checked(byte[] answer) {
        if (answer.length > Invoker.PAYLOAD_BYTES_MAX) {
            log.warn(
                    "%s: its answer of %d bytes is more than Lambda carries"
                            .formatted(function.logicalId(), answer.length));
            return new Failed(
                    Errors.of(
                            "Function.ResponseSizeTooLarge",
                            "Response payload size exceeded maximum allowed payload size (%d bytes)."
                                    .formatted(Invoker.PAYLOAD_BYTES_MAX)));
        }
        return new Returned(answer);
    }

    private sealed interface Started {}

    private record Ready(ExecutionEnvironment handler) implements Started {}

    private record Broken(Failed failed) implements Started {}

    private Started start() throws InterruptedException {
        FutureTask<ExecutionEnvironment> task =
                new FutureTask<>(
                        () ->
                                loader.environment(
                                        function.handlerClass(),
                                        function.handlerMethod(),
                                        settings,
                                        clock));
        Thread thread = inside(task);
        try {
            return new Ready(task.get(START_MAX.toSeconds(), TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            Throwable thrown =
                    e.getCause() instanceof InvocationTargetException wrapped
                            ? wrapped.getCause()
                            : e.getCause();
            log.error(function.logicalId() + ": its handler could not be made", thrown);
            return new Broken(new Failed(Errors.of(thrown)));
        } catch (TimeoutException e) {
            thread.interrupt();
            log.warn(
                    "%s: its handler was not ready after %d s"
                            .formatted(function.logicalId(), START_MAX.toSeconds()));
            return new Broken(
                    new Failed(
                            Errors.of("Sandbox.Timedout", "the handler took too long to start")));
        }
    }

    /**
     * A thread of its own, as a function on Lambda has a process of its own: one that hangs holds
     * up nobody else.
     */
    private Thread inside(Runnable task) {
        Thread thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("function-" + function.logicalId())
                        .unstarted(task);
        thread.setContextClassLoader(loader);
        thread.start();
        return thread;
    }

    @Override
    public void close() {
        idle.clear();
        loader.closeClients();
        try {
            loader.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the code of " + function.logicalId(), e);
        }
    }
}
