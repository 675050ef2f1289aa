package io.keepwatch.aws.dynamo;

import io.keepwatch.domain.storage.Notices;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.enhanced.dynamodb.document.EnhancedDocument;

/**
 * Table Tenants, notices.
 *
 * <pre>
 * pk         t-acme000000#notices           tenant
 * sk         hosts-over-cap                 kind
 * text       You have 1000 hosts …          one sentence for the owner
 * raisedAt   1772366400000                  epoch ms
 * expiresAt  1772452800                     epoch seconds
 * v          1
 * </pre>
 */
final class DynamoNotices implements Notices {

    private static final int VERSION = 1;
    private static final String COLLECTION = "notices";

    private final TenantTable table;
    private final Clock clock;

    DynamoNotices(TenantTable table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    @Override
    public boolean raise(Notice notice, Instant expiresAt) {
        return table.putIf(toRow(notice, expiresAt), Row.absentOrExpired(clock));
    }

    @Override
    public List<Notice> standing() {
        List<Notice> notices = new ArrayList<>();
        for (List<EnhancedDocument> page : table.all(COLLECTION).pages()) {
            page.stream()
                    .filter(row -> Row.isLive(row, clock))
                    .map(DynamoNotices::fromRow)
                    .forEach(notices::add);
        }
        return notices;
    }

    private EnhancedDocument toRow(Notice notice, Instant expiresAt) {
        return table.row(
                COLLECTION,
                sortKey(notice.kind()),
                attributes ->
                        attributes
                                .putString("text", notice.text())
                                .putNumber("raisedAt", notice.raisedAt().toEpochMilli())
                                .putNumber(Row.EXPIRES_AT, expiresAt.getEpochSecond())
                                .putNumber(Row.VERSION, VERSION));
    }

    private static Notice fromRow(EnhancedDocument row) {
        int version = Row.version(row);
        if (version != VERSION) {
            throw Row.unknownVersion("notice", version);
        }
        return new Notice(
                kind(row.getString(Row.SORT_KEY)),
                row.getString("text"),
                Row.time(row, "raisedAt"));
    }

    private static String sortKey(Kind kind) {
        return switch (kind) {
            case HOSTS_OVER_CAP -> "hosts-over-cap";
        };
    }

    private static Kind kind(String sortKey) {
        for (Kind kind : Kind.values()) {
            if (sortKey(kind).equals(sortKey)) {
                return kind;
            }
        }
        throw new IllegalStateException("a notice of an unknown kind: " + sortKey);
    }
}
