package io.keepwatch.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.domain.HostId;
import io.keepwatch.domain.TenantId;
import io.keepwatch.domain.access.JobCaller;
import io.keepwatch.domain.access.JobDoor;
import io.keepwatch.domain.storage.Tenancy;
import io.keepwatch.domain.storage.TenantScope;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * What all contracts of storage share. Acme and Rival are new tenants in each test, so that a
 * contract can run on tables that live on.
 */
public abstract class StorageContract {

    protected static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private static final RandomGenerator IDS = new SecureRandom();
    private static final JobDoor DOOR = new JobDoor();

    protected final MovableClock clock = new MovableClock(NOON);
    protected final JobCaller acme = DOOR.admitMessage(TenantId.random(IDS));
    protected final JobCaller rival = DOOR.admitMessage(TenantId.random(IDS));

    private Tenancy tenancy;

    /** The tenancy to test, on the given clock. Asked for once in each test. */
    protected abstract Tenancy tenancyAt(Clock clock);

    protected final TenantScope ofAcme() {
        return tenancy().enter(acme);
    }

    /** Rival's scope; Rival knows every id of Acme's. */
    protected final TenantScope ofRival() {
        return tenancy().enter(rival);
    }

    protected static HostId newHost() {
        return HostId.random(IDS);
    }

    /** What {@code calls} calls return that are made at once, each from a thread of its own. */
    protected static <T> List<T> atOnce(int calls, Attempt<T> attempt)
            throws InterruptedException, ExecutionException {
        try (var threads = Executors.newFixedThreadPool(calls)) {
            var start = new CyclicBarrier(calls);
            List<Callable<T>> tasks =
                    IntStream.range(0, calls)
                            .<Callable<T>>mapToObj(
                                    i ->
                                            () -> {
                                                start.await();
                                                return attempt.make(i);
                                            })
                            .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(tasks)) {
                results.add(result.get());
            }
            assertThat(results).hasSize(calls);
            return results;
        }
    }

    /** One of several calls that are made at once. */
    @FunctionalInterface
    protected interface Attempt<T> {

        T make(int number);
    }

    private Tenancy tenancy() {
        if (tenancy == null) {
            tenancy = tenancyAt(clock);
        }
        return tenancy;
    }
}
