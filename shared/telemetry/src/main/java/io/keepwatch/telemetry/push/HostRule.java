package io.keepwatch.telemetry.push;

import io.keepwatch.domain.HostName;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which host a series is about, by what its sender says: the attribute {@code host.name}; else the
 * label {@code host}; else {@code instance}, unless it is loopback or a bare address and port,
 * which tell one host's exporters apart but name no host. An instance's port is not part of the
 * name, so that all exporters of one host are one host.
 *
 * <p>The credential's own host comes before all of this, and its name after.
 */
public final class HostRule {

    public static final String HOST_NAME = "host.name";
    public static final String HOST = "host";
    public static final String INSTANCE = "instance";

    private static final Pattern WITH_PORT = Pattern.compile("(\\[.*]|[^:]*):[0-9]{1,5}");
    private static final Pattern LOOPBACK =
            Pattern.compile(
                    "(?:.+\\.)?localhost\\.?|localhost\\.localdomain|localhost[46]"
                            + "|127(?:\\.[0-9]{1,3}){1,3}|\\[?::1]?|0\\.0\\.0\\.0|\\[?::]?",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern ADDRESS = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|\\[.*]");

    private HostRule() {}

    /** The first of the three that names a host. One that is no {@link HostName} is passed over. */
    public static Optional<HostName> choose(
            Optional<String> hostName, Optional<String> host, Optional<String> instance) {
        return hostName.flatMap(HostName::of)
                .or(() -> host.flatMap(HostName::of))
                .or(() -> instance.flatMap(HostRule::ofInstance));
    }

    private static Optional<HostName> ofInstance(String instance) {
        String text = instance.strip();
        Matcher withPort = WITH_PORT.matcher(text);
        boolean hasPort = withPort.matches();
        String name = hasPort ? withPort.group(1) : text;
        boolean isAddressAndPort = hasPort && ADDRESS.matcher(name).matches();
        return isAddressAndPort || LOOPBACK.matcher(name).matches()
                ? Optional.empty()
                : HostName.of(name);
    }
}
