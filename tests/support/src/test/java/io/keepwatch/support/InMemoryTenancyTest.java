package io.keepwatch.support;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keepwatch.domain.HostId;
import io.keepwatch.domain.storage.DictionarySegment;
import io.keepwatch.domain.storage.EncodedChunk;
import io.keepwatch.domain.storage.Notices;
import io.keepwatch.domain.storage.StorageBusy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class InMemoryTenancyTest {

    private static final Instant NOON = StorageContract.NOON;
    private static final HostId HOST = new HostId("h-0000000000");

    @Test
    void everythingIsBusyOnceTurnedSoAndWorksAgainAfterwards() {
        var tenancy = new InMemoryTenancy(new MovableClock(NOON));
        var acme = tenancy.enter(Cast.ACME_JOB);
        List<ThrowingCallable> operations =
                List.of(
                        () -> acme.hosts().find(HOST),
                        () -> acme.hosts().find(Cast.WEB_1),
                        () -> acme.hosts().admit(Cast.WEB_1, 1),
                        () -> acme.hosts().page(Optional.empty(), 1),
                        () -> acme.chunks().put(HOST, new EncodedChunk(0, "a", new byte[1]), NOON),
                        () -> acme.chunks().between(HOST, NOON, NOON),
                        () -> acme.chunks().newest(HOST, 1),
                        () -> acme.chunks().backwards(HOST, 1).iterator().next(),
                        () -> acme.dictionaries().segments(HOST),
                        () ->
                                acme.dictionaries()
                                        .add(HOST, new DictionarySegment(1, 0, new byte[1], NOON)),
                        () -> acme.dictionaries().renew(HOST, 1, NOON),
                        () -> acme.notices().standing(),
                        () ->
                                acme.notices()
                                        .raise(
                                                new Notices.Notice(
                                                        Notices.Kind.HOSTS_OVER_CAP, "a", NOON),
                                                NOON),
                        () -> tenancy.directory().hosts(0, Optional.empty(), 1));

        tenancy.turnBusy(true);
        for (ThrowingCallable operation : operations) {
            assertThatThrownBy(operation).isInstanceOf(StorageBusy.class);
        }

        tenancy.turnBusy(false);
        for (ThrowingCallable operation : operations) {
            assertThatCode(operation).doesNotThrowAnyException();
        }
    }
}
