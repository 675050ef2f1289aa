package io.keepwatch.cabinet;

import io.keepwatch.domain.HostId;
import io.keepwatch.domain.access.Caller;
import io.keepwatch.domain.storage.Chunks;
import io.keepwatch.domain.storage.Dictionaries;
import io.keepwatch.domain.storage.DictionarySegment;
import io.keepwatch.domain.storage.EncodedChunk;
import io.keepwatch.domain.storage.Hosts;
import io.keepwatch.domain.storage.Notices;
import io.keepwatch.domain.storage.StoredChunk;
import io.keepwatch.domain.storage.Tenancy;
import io.keepwatch.domain.storage.TenantScope;
import io.keepwatch.support.ItemSize;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;

/** Storage that counts what reading chunks and dictionaries would cost on DynamoDB. */
final class CountedTenancy implements Tenancy {

    private static final int READ_UNIT_BYTES = 4096;

    private final Tenancy inner;
    private double chunkUnits;
    private double dictionaryUnits;

    CountedTenancy(Tenancy inner) {
        this.inner = inner;
    }

    /** Read units paid for chunks since this was last asked. */
    synchronized double chunkUnits() {
        double units = chunkUnits;
        chunkUnits = 0;
        return units;
    }

    /** Read units paid for dictionaries since this was last asked. */
    synchronized double dictionaryUnits() {
        double units = dictionaryUnits;
        dictionaryUnits = 0;
        return units;
    }

    private record Scope(Hosts hosts, Chunks chunks, Dictionaries dictionaries, Notices notices)
            implements TenantScope {}

    @Override
    public TenantScope enter(Caller caller) {
        TenantScope scope = inner.enter(caller);
        return new Scope(
                scope.hosts(),
                new CountedChunks(scope.chunks()),
                new CountedDictionaries(scope.dictionaries()),
                scope.notices());
    }

    /** A query of so many bytes that need not be consistent: a unit pays for two lots of 4 KB. */
    private synchronized List<StoredChunk> count(List<StoredChunk> page) {
        int bytes = page.stream().mapToInt(each -> ItemSize.ofChunk(each.chunk()).bytes()).sum();
        chunkUnits += Math.max(1, Math.ceilDiv(bytes, READ_UNIT_BYTES)) / 2.0;
        return page;
    }

    private synchronized void count(int bytes) {
        dictionaryUnits += Math.max(1, Math.ceilDiv(bytes, READ_UNIT_BYTES));
    }

    private final class CountedChunks implements Chunks {

        private final Chunks there;

        CountedChunks(Chunks there) {
            this.there = there;
        }

        @Override
        public void put(HostId host, EncodedChunk chunk, Instant arrivedAt) {
            there.put(host, chunk, arrivedAt);
        }

        @Override
        public List<StoredChunk> between(HostId host, Instant from, Instant until) {
            return count(there.between(host, from, until));
        }

        @Override
        public List<StoredChunk> newest(HostId host, int max) {
            return there.newest(host, max);
        }

        @Override
        public Iterable<List<StoredChunk>> backwards(HostId host, int first) {
            return () -> {
                Iterator<List<StoredChunk>> pages = there.backwards(host, first).iterator();
                return new Iterator<>() {

                    @Override
                    public boolean hasNext() {
                        return pages.hasNext();
                    }

                    @Override
                    public List<StoredChunk> next() {
                        return count(pages.next());
                    }
                };
            };
        }
    }

    private final class CountedDictionaries implements Dictionaries {

        private final Dictionaries there;

        CountedDictionaries(Dictionaries there) {
            this.there = there;
        }

        @Override
        public List<DictionarySegment> segments(HostId host) {
            List<DictionarySegment> segments = there.segments(host);
            count(segments.stream().mapToInt(segment -> segment.bytes().length).sum());
            return segments;
        }

        @Override
        public boolean add(HostId host, DictionarySegment segment) {
            return there.add(host, segment);
        }

        @Override
        public void renew(HostId host, int version, Instant expiresAt) {
            there.renew(host, version, expiresAt);
        }
    }
}
