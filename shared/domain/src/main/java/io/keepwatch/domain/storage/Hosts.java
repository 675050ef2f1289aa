package io.keepwatch.domain.storage;

import io.keepwatch.domain.Host;
import io.keepwatch.domain.HostId;
import io.keepwatch.domain.HostName;
import java.util.Optional;

/** The hosts of one tenant. */
public interface Hosts {

    Optional<Host> find(HostId id);

    Optional<Host> find(HostName name);

    /**
     * The host of that name, registered now if it was unknown and fewer than {@code cap} are. Two
     * calls at once for one new name end with one host, and the cap holds exactly.
     */
    Admission admit(HostName name, int cap);

    /** Up to {@code max} hosts in the order of their ids, after {@code after} if given. */
    Page<Host> page(Optional<HostId> after, int max);

    /** What can become of a name. */
    sealed interface Admission {

        record Known(Host host) implements Admission {}

        record Added(Host host) implements Admission {}

        record OverCap() implements Admission {}
    }
}
