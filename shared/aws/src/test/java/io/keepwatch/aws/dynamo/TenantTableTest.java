package io.keepwatch.aws.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.support.Cast;
import org.junit.jupiter.api.Test;

class TenantTableTest {

    private final TenantTable table =
            new TenantTable(
                    Row.table(DynamoDbLocal.client(), DynamoDbLocal.TABLES.tenants()), Cast.ACME);

    @Test
    void startsEachKeyWithItsOwnTenantWhateverTheAttributesSay() {
        var row =
                table.row(
                        "hosts",
                        "h-1",
                        attributes ->
                                attributes
                                        .putString("pk", Cast.RIVAL + "#hosts")
                                        .putString("sk", "h-2")
                                        .putString("name", "web-1"));

        assertThat(row.getString("pk")).isEqualTo(Cast.ACME + "#hosts");
        assertThat(row.getString("sk")).isEqualTo("h-1");
        assertThat(row.getString("name")).isEqualTo("web-1");
    }

    @Test
    void countsUnderItsOwnTenantToo() {
        var part = table.countingUpTo(1, "account", "account", "hosts");

        assertThat(part.update().key().get("pk").s()).isEqualTo(Cast.ACME + "#account");
    }
}
