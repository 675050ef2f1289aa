package io.keepwatch.local.sources;

import io.keepwatch.local.Invocation;
import io.keepwatch.local.Invoker;
import java.util.concurrent.atomic.AtomicLong;

/** Calls functions and knows how many calls were begun and are under way. */
final class CountingInvoker implements Invoker {

    private final Invoker invoker;
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong running = new AtomicLong();

    CountingInvoker(Invoker invoker) {
        this.invoker = invoker;
    }

    @Override
    public Invocation invoke(String function, byte[] event) throws InterruptedException {
        running.incrementAndGet();
        begun.incrementAndGet();
        try {
            return invoker.invoke(function, event);
        } finally {
            running.decrementAndGet();
        }
    }

    long begun() {
        return begun.get();
    }

    long running() {
        return running.get();
    }
}
