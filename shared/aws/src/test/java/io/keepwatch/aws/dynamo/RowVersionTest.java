package io.keepwatch.aws.dynamo;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keepwatch.domain.HostId;
import io.keepwatch.domain.HostName;
import io.keepwatch.domain.TenantId;
import io.keepwatch.domain.access.JobDoor;
import io.keepwatch.domain.access.Key;
import io.keepwatch.domain.access.Scope;
import io.keepwatch.domain.storage.HostDirectory;
import io.keepwatch.domain.storage.TenantScope;
import io.keepwatch.support.Cast;
import io.keepwatch.support.MovableClock;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Rows that newer code wrote are refused by name, and not misread. */
class RowVersionTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final String LATER = "1772452800"; // epoch seconds, a day after noon

    private final SecureRandom random = new SecureRandom();
    private final TenantId tenant = TenantId.random(random);
    private final HostId host = HostId.random(random);
    private final TenantScope scope =
            new DynamoTenancy(
                            DynamoDbLocal.client(),
                            DynamoDbLocal.TABLES,
                            new MovableClock(NOON),
                            random)
                    .enter(new JobDoor().admitMessage(tenant));

    @Test
    void refusesChunks() {
        put(DynamoDbLocal.TABLES.raw(), tenant + "#" + host, "1772366400000#a");

        refuses("chunk", () -> scope.chunks().newest(host, 1));
        refuses("chunk", () -> scope.chunks().between(host, Instant.EPOCH, Instant.MAX));
    }

    @Test
    void refusesDictionarySegments() {
        put(DynamoDbLocal.TABLES.rollup(), tenant + "#" + host, "dict#00000001");

        refuses("dictionary segment", () -> scope.dictionaries().segments(host));
    }

    @Test
    void refusesHosts() {
        put(DynamoDbLocal.TABLES.tenants(), tenant + "#hosts", host.value());
        put(DynamoDbLocal.TABLES.tenants(), tenant + "#hostnames", "web-1");

        refuses("host", () -> scope.hosts().find(host));
        refuses("host", () -> scope.hosts().find(Cast.WEB_1));
        refuses("host", () -> scope.hosts().admit(new HostName("web-1"), 1));
        refuses("host", () -> scope.hosts().page(Optional.empty(), 1));
    }

    @Test
    void refusesNotices() {
        put(DynamoDbLocal.TABLES.tenants(), tenant + "#notices", "hosts-over-cap");

        refuses("notice", () -> scope.notices().standing());
    }

    @Test
    void refusesKeys() {
        Key key = Key.random(Scope.READ, random);
        put(DynamoDbLocal.TABLES.directory(), "key#" + key.hash().value(), "key");

        refuses(
                "key",
                () ->
                        new DynamoCredentials(DynamoDbLocal.client(), DynamoDbLocal.TABLES)
                                .find(key.hash()));
    }

    @Test
    void refusesListedHosts() {
        // A directory of its own: the list of all hosts is what other tests read.
        Tables tables = DynamoDbLocal.extraTables("versioned");
        put(tables.directory(), "hosts#00", tenant + "#" + host);
        HostDirectory directory = new DynamoHostDirectory(DynamoDbLocal.client(), tables);

        refuses("listed host", () -> directory.hosts(0, Optional.empty(), 1));
    }

    private static void refuses(String what, ThrowingCallable read) {
        assertThatThrownBy(read)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a " + what + " of version 2");
    }

    private static void put(String table, String partitionKey, String sortKey) {
        Map<String, AttributeValue> row = new HashMap<>();
        row.put("pk", AttributeValue.fromS(partitionKey));
        row.put("sk", AttributeValue.fromS(sortKey));
        row.put("expiresAt", AttributeValue.fromN(LATER));
        row.put("v", AttributeValue.fromN("2"));
        DynamoDbLocal.client().putItem(put -> put.tableName(table).item(row));
    }
}
