package io.keepwatch.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.keepwatch.domain.Host;
import io.keepwatch.domain.HostName;
import io.keepwatch.domain.storage.Hosts;
import io.keepwatch.domain.storage.Hosts.Admission;
import io.keepwatch.domain.storage.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link Hosts} promises. */
public abstract class HostsContract extends StorageContract {

    private static final int CAP = 5;

    @Test
    void registersAnUnknownNameAndKnowsItFromThenOn() {
        Hosts hosts = ofAcme().hosts();
        clock.move(Duration.ofNanos(1_234_567));

        Host added = added(hosts.admit(Cast.WEB_1, CAP));
        clock.move(Duration.ofHours(1));

        assertThat(added.name()).isEqualTo(Cast.WEB_1);
        assertThat(added.firstSeenAt()).isEqualTo(NOON.plusMillis(1));
        assertThat(hosts.admit(Cast.WEB_1, CAP)).isEqualTo(new Admission.Known(added));
        assertThat(hosts.find(Cast.WEB_1)).contains(added);
        assertThat(hosts.find(added.id())).contains(added);
    }

    @Test
    void findsNothingUnknown() {
        Hosts hosts = ofAcme().hosts();

        assertThat(hosts.find(Cast.WEB_1)).isEmpty();
        assertThat(hosts.find(newHost())).isEmpty();
        assertThat(hosts.page(Optional.empty(), 10)).isEqualTo(new Page<>(List.of(), false));
    }

    @Test
    void keepsNamesApartAsTheyWereSent() {
        Hosts hosts = ofAcme().hosts();
        List<HostName> names =
                List.of(
                        new HostName("web"),
                        new HostName("Web"),
                        new HostName("web#1"),
                        new HostName("host"),
                        new HostName("wéb 🖥"),
                        new HostName("界".repeat(HostName.LENGTH_MAX)));

        List<Host> added = names.stream().map(name -> added(hosts.admit(name, 100))).toList();

        assertThat(added).extracting(Host::id).doesNotHaveDuplicates();
        for (Host host : added) {
            assertThat(hosts.find(host.name())).contains(host);
            assertThat(hosts.find(host.id())).contains(host);
        }
    }

    @Test
    void refusesAHostBeyondTheCapAndStoresNothingOfIt() {
        Hosts hosts = ofAcme().hosts();
        Host first = added(hosts.admit(Cast.WEB_1, 1));

        assertThat(hosts.admit(Cast.DB_1, 1)).isEqualTo(new Admission.OverCap());

        assertThat(hosts.find(Cast.DB_1)).isEmpty();
        assertThat(all(hosts)).containsExactly(first);
        assertThat(hosts.admit(Cast.WEB_1, 1)).isEqualTo(new Admission.Known(first));
        assertThat(hosts.admit(Cast.WEB_1, 0)).isEqualTo(new Admission.Known(first));
        assertThat(hosts.admit(Cast.DB_1, 2)).isInstanceOf(Admission.Added.class);
    }

    @Test
    void refusesEvenTheFirstHostUnderACapOfNone() {
        assertThat(ofAcme().hosts().admit(Cast.WEB_1, 0)).isEqualTo(new Admission.OverCap());
        assertThat(all(ofAcme().hosts())).isEmpty();
    }

    @Test
    void pagesInTheOrderOfIds() {
        Hosts hosts = ofAcme().hosts();
        List<Host> added =
                IntStream.range(0, CAP)
                        .mapToObj(i -> added(hosts.admit(new HostName("web-" + i), CAP)))
                        .sorted(Comparator.comparing(host -> host.id().value()))
                        .toList();

        Page<Host> first = hosts.page(Optional.empty(), 2);
        Page<Host> second = hosts.page(Optional.of(added.get(1).id()), 2);
        Page<Host> third = hosts.page(Optional.of(added.get(3).id()), 2);

        assertThat(first).isEqualTo(new Page<>(added.subList(0, 2), true));
        assertThat(second).isEqualTo(new Page<>(added.subList(2, 4), true));
        assertThat(third).isEqualTo(new Page<>(added.subList(4, 5), false));
        assertThat(hosts.page(Optional.empty(), CAP)).isEqualTo(new Page<>(added, false));
        assertThat(hosts.page(Optional.of(added.get(4).id()), 2).items()).isEmpty();
    }

    @Test
    void endsWithOneHostWhenOneNewNameComesSeveralTimesAtOnce() throws Exception {
        Hosts hosts = ofAcme().hosts();

        List<Admission> admissions = atOnce(4, i -> hosts.admit(Cast.WEB_1, CAP));

        assertThat(admissions).filteredOn(Admission.Added.class::isInstance).hasSize(1);
        assertThat(admissions).extracting(HostsContract::admitted).containsOnly(all(hosts).get(0));
        assertThat(all(hosts)).hasSize(1);
        // The losers took no place under the cap.
        for (int i = 1; i < CAP; i++) {
            added(hosts.admit(new HostName("other-" + i), CAP));
        }
        assertThat(hosts.admit(Cast.DB_1, CAP)).isEqualTo(new Admission.OverCap());
    }

    @Test
    void holdsTheCapExactlyWhenManyNewNamesComeAtOnce() throws Exception {
        Hosts hosts = ofAcme().hosts();

        List<Admission> admissions =
                atOnce(CAP + 3, i -> hosts.admit(new HostName("web-" + i), CAP));

        assertThat(admissions).filteredOn(Admission.Added.class::isInstance).hasSize(CAP);
        assertThat(admissions).filteredOn(Admission.OverCap.class::isInstance).hasSize(3);
        assertThat(all(hosts)).hasSize(CAP);
    }

    @Test
    void showsOneTenantNothingOfAnother() {
        Host ofAcme = added(ofAcme().hosts().admit(Cast.WEB_1, 1));
        Hosts rivals = ofRival().hosts();

        assertThat(rivals.find(ofAcme.id())).isEmpty();
        assertThat(rivals.find(Cast.WEB_1)).isEmpty();
        assertThat(all(rivals)).isEmpty();
        assertThat(rivals.page(Optional.of(ofAcme.id()), 10).items()).isEmpty();

        // The same name is another host, under Rival's own cap.
        Host ofRival = added(rivals.admit(Cast.WEB_1, 1));
        assertThat(ofRival.id()).isNotEqualTo(ofAcme.id());
        assertThat(all(ofAcme().hosts())).containsExactly(ofAcme);
    }

    private static List<Host> all(Hosts hosts) {
        List<Host> all = new ArrayList<>();
        Optional<Page<Host>> page = Optional.of(hosts.page(Optional.empty(), 100));
        while (page.isPresent()) {
            all.addAll(page.get().items());
            page =
                    page.filter(Page::more)
                            .map(part -> hosts.page(Optional.of(part.items().getLast().id()), 100));
        }
        return all;
    }

    private static Host added(Admission admission) {
        assertThat(admission).isInstanceOf(Admission.Added.class);
        return admitted(admission);
    }

    private static Host admitted(Admission admission) {
        return switch (admission) {
            case Admission.Added(Host host) -> host;
            case Admission.Known(Host host) -> host;
            case Admission.OverCap() -> throw new AssertionError("refused");
        };
    }
}
