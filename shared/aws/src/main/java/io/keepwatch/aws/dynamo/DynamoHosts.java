package io.keepwatch.aws.dynamo;

import io.keepwatch.aws.Calls;
import io.keepwatch.domain.Host;
import io.keepwatch.domain.HostId;
import io.keepwatch.domain.HostName;
import io.keepwatch.domain.TenantId;
import io.keepwatch.domain.storage.Hosts;
import io.keepwatch.domain.storage.Page;
import io.keepwatch.domain.storage.StorageBusy;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.enhanced.dynamodb.document.EnhancedDocument;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * Table Tenants, hosts: the host itself, the claim on its name, and how many there are.
 *
 * <pre>
 * pk           t-acme000000#hosts           tenant
 * sk           h-0000000001                 host
 * name         web-1
 * firstSeenAt  1772366400000                epoch ms
 * v            1
 *
 * pk           t-acme000000#hostnames       tenant
 * sk           web-1                        name, as it was sent
 * host         h-0000000001
 * firstSeenAt  1772366400000                epoch ms; here too, so that one read by name is enough
 * v            1
 *
 * pk           t-acme000000#account         tenant
 * sk           account
 * hosts        1                            how many hosts there are
 * v            1
 * </pre>
 *
 * A host is registered in one transaction: name, host, counter, and its row in the Directory (see
 * {@link DynamoHostDirectory}), of which the host row is the mirror. A transaction costs twice, but
 * this happens once in a host's life.
 */
final class DynamoHosts implements Hosts {

    private static final int VERSION = 1;
    private static final String HOSTS = "hosts";
    private static final String NAMES = "hostnames";
    private static final String ACCOUNT = "account";

    private static final int ADMIT_TRIES_MAX = 10;
    private static final Duration PAUSE_FIRST = Duration.ofMillis(20);
    private static final Duration PAUSE_MAX = Duration.ofMillis(400);

    // The order of a registration's parts, in which DynamoDB names the reasons for refusing one.
    private static final int NAME_PART = 0;
    private static final int COUNTER_PART = 1;

    // DynamoDB's own words (TransactWriteItems, "cancellation reason codes").
    private static final String REFUSED = "ConditionalCheckFailed";
    private static final String CONFLICT = "TransactionConflict";
    private static final Set<String> THROTTLED =
            Set.of("ThrottlingError", "ProvisionedThroughputExceeded");

    private final DynamoDbClient dynamo;
    private final TenantTable table;
    private final DirectoryTable directory;
    private final TenantId tenant;
    private final Clock clock;
    private final RandomGenerator random;

    DynamoHosts(
            DynamoDbClient dynamo,
            TenantTable table,
            DirectoryTable directory,
            TenantId tenant,
            Clock clock,
            RandomGenerator random) {
        this.dynamo = dynamo;
        this.table = table;
        this.directory = directory;
        this.tenant = tenant;
        this.clock = clock;
        this.random = random;
    }

    /** What can become of one try to register a host. */
    private enum Registration {
        DONE,
        NAME_TAKEN,
        OVER_CAP,
        CONFLICT
    }

    @Override
    public Optional<Host> find(HostId id) {
        return table.get(HOSTS, id.value()).map(DynamoHosts::fromHostRow);
    }

    @Override
    public Optional<Host> find(HostName name) {
        return table.get(NAMES, name.value()).map(DynamoHosts::fromNameRow);
    }

    @Override
    public Admission admit(HostName name, int cap) {
        Optional<Host> known = find(name);
        for (int tries = 0; known.isEmpty() && tries < ADMIT_TRIES_MAX; tries++) {
            Host host =
                    new Host(
                            HostId.random(random),
                            name,
                            clock.instant().truncatedTo(ChronoUnit.MILLIS));
            switch (register(host, cap)) {
                case DONE -> {
                    return new Admission.Added(host);
                }
                case OVER_CAP -> {
                    return new Admission.OverCap();
                }
                case NAME_TAKEN ->
                        known =
                                table.getConsistently(NAMES, name.value())
                                        .map(DynamoHosts::fromNameRow);
                case CONFLICT -> pause(tries);
            }
        }
        return known.map(Admission.Known::new)
                .orElseThrow(
                        () ->
                                new StorageBusy(
                                        "too many hosts are being registered at once",
                                        new IllegalStateException(
                                                ADMIT_TRIES_MAX + " tries lost")));
    }

    @Override
    public Page<Host> page(Optional<HostId> after, int max) {
        Range range =
                after.map(id -> table.after(HOSTS, id.value())).orElseGet(() -> table.all(HOSTS));
        List<Host> hosts =
                range.first(max + 1, row -> true).stream().map(DynamoHosts::fromHostRow).toList();
        return new Page<>(hosts.subList(0, Math.min(max, hosts.size())), hosts.size() > max);
    }

    // One at a time: all of a tenant's registrations meet at its counter, where two at once would
    // only cancel each other.
    private synchronized Registration register(Host host, int cap) {
        List<TransactWriteItem> parts =
                List.of(
                        table.puttingNew(toNameRow(host)),
                        table.countingUpTo(cap, ACCOUNT, ACCOUNT, HOSTS),
                        table.putting(toHostRow(host)),
                        directory.putting(DynamoHostDirectory.toRow(directory, tenant, host.id())));
        if (cap <= 0) {
            // A counter that is not there yet is below any cap, so DynamoDB need not be asked.
            return Registration.OVER_CAP;
        }
        try {
            Calls.answer(() -> dynamo.transactWriteItems(write -> write.transactItems(parts)));
            return Registration.DONE;
        } catch (TransactionCanceledException e) {
            return refusal(e);
        }
    }

    private static Registration refusal(TransactionCanceledException e) {
        List<String> reasons = e.cancellationReasons().stream().map(each -> each.code()).toList();
        if (reasons.size() > NAME_PART && reasons.get(NAME_PART).equals(REFUSED)) {
            return Registration.NAME_TAKEN;
        }
        if (reasons.contains(CONFLICT)) {
            return Registration.CONFLICT;
        }
        if (reasons.size() > COUNTER_PART && reasons.get(COUNTER_PART).equals(REFUSED)) {
            return Registration.OVER_CAP;
        }
        if (reasons.stream().anyMatch(THROTTLED::contains)) {
            throw new StorageBusy("DynamoDB is busy", e);
        }
        throw e;
    }

    // Longer and longer, and at random, so that those who met do not meet again.
    private void pause(int tries) {
        long most = Math.min(PAUSE_MAX.toMillis(), PAUSE_FIRST.toMillis() << tries);
        try {
            Thread.sleep(random.nextLong(most) + 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageBusy("interrupted while waiting to try again", e);
        }
    }

    private EnhancedDocument toHostRow(Host host) {
        return table.row(
                HOSTS,
                host.id().value(),
                attributes ->
                        attributes
                                .putString("name", host.name().value())
                                .putNumber("firstSeenAt", host.firstSeenAt().toEpochMilli())
                                .putNumber(Row.VERSION, VERSION));
    }

    private static Host fromHostRow(EnhancedDocument row) {
        requireKnownVersion(row);
        return new Host(
                new HostId(row.getString(Row.SORT_KEY)),
                new HostName(row.getString("name")),
                Row.time(row, "firstSeenAt"));
    }

    private EnhancedDocument toNameRow(Host host) {
        return table.row(
                NAMES,
                host.name().value(),
                attributes ->
                        attributes
                                .putString("host", host.id().value())
                                .putNumber("firstSeenAt", host.firstSeenAt().toEpochMilli())
                                .putNumber(Row.VERSION, VERSION));
    }

    private static Host fromNameRow(EnhancedDocument row) {
        requireKnownVersion(row);
        return new Host(
                new HostId(row.getString("host")),
                new HostName(row.getString(Row.SORT_KEY)),
                Row.time(row, "firstSeenAt"));
    }

    private static void requireKnownVersion(EnhancedDocument row) {
        int version = Row.version(row);
        if (version != VERSION) {
            throw Row.unknownVersion("host", version);
        }
    }
}
