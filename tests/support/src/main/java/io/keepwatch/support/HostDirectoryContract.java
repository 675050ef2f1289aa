package io.keepwatch.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.domain.Host;
import io.keepwatch.domain.HostName;
import io.keepwatch.domain.access.Caller;
import io.keepwatch.domain.storage.HostDirectory;
import io.keepwatch.domain.storage.HostDirectory.TenantHost;
import io.keepwatch.domain.storage.Hosts.Admission;
import io.keepwatch.domain.storage.Page;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link HostDirectory} promises. It may list others' hosts too. */
public abstract class HostDirectoryContract extends StorageContract {

    private static final int CAP = 40;

    /** The directory in which the tenancy under test lists its hosts. */
    protected abstract HostDirectory directory();

    @Test
    void listsEveryHostOfEveryTenantOnceInTheShardOfItsId() {
        List<TenantHost> registered = new ArrayList<>();
        for (int i = 0; i < CAP; i++) {
            registered.add(register(i % 2 == 0 ? acme : rival, "web-" + i));
        }

        List<TenantHost> listed = new ArrayList<>();
        for (int shard = 0; shard < HostDirectory.SHARDS; shard++) {
            int number = shard;
            List<TenantHost> ofShard = ours(shard, 3);
            assertThat(ofShard)
                    .allMatch(row -> HostDirectory.shardOf(row.host()) == number)
                    .isSortedAccordingTo(
                            Comparator.comparing((TenantHost row) -> row.tenant().value())
                                    .thenComparing(row -> row.host().value()));
            listed.addAll(ofShard);
        }

        assertThat(listed).containsExactlyInAnyOrderElementsOf(registered);
    }

    @Test
    void listsNothingThatWasRefused() {
        TenantHost first = register(acme, "web-1");

        assertThat(ofAcme().hosts().admit(Cast.DB_1, 1)).isEqualTo(new Admission.OverCap());

        assertThat(everywhere()).containsExactly(first);
    }

    @Test
    void listsOneHostWhenOneNewNameComesSeveralTimesAtOnce() throws Exception {
        atOnce(4, i -> ofAcme().hosts().admit(Cast.WEB_1, CAP));

        assertThat(everywhere()).hasSize(1);
    }

    private TenantHost register(Caller caller, String name) {
        Admission admission =
                (caller == acme ? ofAcme() : ofRival()).hosts().admit(new HostName(name), CAP);
        assertThat(admission).isInstanceOf(Admission.Added.class);
        Host host = ((Admission.Added) admission).host();
        return new TenantHost(caller.tenant(), host.id());
    }

    private List<TenantHost> everywhere() {
        List<TenantHost> all = new ArrayList<>();
        for (int shard = 0; shard < HostDirectory.SHARDS; shard++) {
            all.addAll(ours(shard, 100));
        }
        return all;
    }

    private List<TenantHost> ours(int shard, int pageSize) {
        List<TenantHost> all = new ArrayList<>();
        Page<TenantHost> page = directory().hosts(shard, Optional.empty(), pageSize);
        all.addAll(page.items());
        while (page.more()) {
            assertThat(page.items()).hasSize(pageSize);
            page = directory().hosts(shard, Optional.of(page.items().getLast()), pageSize);
            all.addAll(page.items());
        }
        return all.stream()
                .filter(
                        row ->
                                row.tenant().equals(acme.tenant())
                                        || row.tenant().equals(rival.tenant()))
                .toList();
    }
}
