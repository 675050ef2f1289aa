package io.keepwatch.aws.dynamo;

import io.keepwatch.domain.HostId;
import io.keepwatch.domain.storage.Dictionaries;
import io.keepwatch.domain.storage.DictionarySegment;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.enhanced.dynamodb.document.EnhancedDocument;

/**
 * Table Rollup, the part with dictionaries.
 *
 * <pre>
 * pk         t-acme000000#h-0000000001      tenant, host
 * sk         dict#00000003                  version, 8 digits
 * start      461                            position of the segment's first series
 * series     (binary)
 * expiresAt  1772625600                     epoch seconds
 * v          1
 * </pre>
 *
 * Segments are read consistently: who lost a race for a version must see the winner's.
 */
final class DynamoDictionaries implements Dictionaries {

    private static final int VERSION = 1;
    private static final String PREFIX = "dict#";
    private static final int VERSION_DIGITS = 8;
    private static final int VERSION_MAX = 99_999_999; // the largest of that many digits

    private final TenantTable table;
    private final Clock clock;

    DynamoDictionaries(TenantTable table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    @Override
    public List<DictionarySegment> segments(HostId host) {
        List<DictionarySegment> segments = new ArrayList<>();
        for (List<EnhancedDocument> page :
                table.between(host.value(), sortKey(0), sortKey(VERSION_MAX))
                        .consistently()
                        .pages()) {
            page.stream()
                    .filter(row -> Row.isLive(row, clock))
                    .map(DynamoDictionaries::fromRow)
                    .forEach(segments::add);
        }
        return segments;
    }

    @Override
    public boolean add(HostId host, DictionarySegment segment) {
        return table.putIf(toRow(host, segment), Row.absentOrExpired(clock));
    }

    @Override
    public void renew(HostId host, int version, Instant expiresAt) {
        EnhancedDocument row =
                table.row(
                        host.value(),
                        sortKey(version),
                        attributes ->
                                attributes.putNumber(Row.EXPIRES_AT, expiresAt.getEpochSecond()));
        // False: it has gone, or stays for longer. Either is as it should be.
        table.updateIf(row, Row.liveAndGoingBefore(expiresAt, clock));
    }

    private EnhancedDocument toRow(HostId host, DictionarySegment segment) {
        return table.row(
                host.value(),
                sortKey(segment.version()),
                attributes ->
                        attributes
                                .putNumber("start", segment.start())
                                .putBytes("series", SdkBytes.fromByteArrayUnsafe(segment.bytes()))
                                .putNumber(Row.EXPIRES_AT, segment.expiresAt().getEpochSecond())
                                .putNumber(Row.VERSION, VERSION));
    }

    private static DictionarySegment fromRow(EnhancedDocument row) {
        int version = Row.version(row);
        if (version != VERSION) {
            throw Row.unknownVersion("dictionary segment", version);
        }
        return new DictionarySegment(
                Integer.parseInt(row.getString(Row.SORT_KEY).substring(PREFIX.length())),
                row.getNumber("start").intValue(),
                row.getBytes("series").asByteArrayUnsafe(),
                Row.expiresAt(row));
    }

    // Fixed width, so that text sorts as numbers do.
    private static String sortKey(int version) {
        if (version < 0 || version > VERSION_MAX) {
            throw new IllegalArgumentException("a version beyond what keys can sort");
        }
        String digits = Integer.toString(version);
        return PREFIX + "0".repeat(VERSION_DIGITS - digits.length()) + digits;
    }
}
