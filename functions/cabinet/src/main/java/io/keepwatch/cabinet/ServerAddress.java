package io.keepwatch.cabinet;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import io.keepwatch.aws.http.Requests;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address under which a caller found us: scheme, host and perhaps a port. It has no character
 * that could mean something in a configuration or a shell, whatever the caller sent.
 *
 * @param url such as {@code https://keepwatch.example.com}, without a slash at its end
 */
record ServerAddress(String url) {

    private static final int HOST_LENGTH_MAX = 253;
    private static final int PORT_MAX = 65_535;

    // A name, an IPv4 address, or an IPv6 address in brackets; then perhaps a port.
    private static final Pattern FORM =
            Pattern.compile(
                    "((?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)"
                            + "(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"
                            + "|\\[[0-9A-Fa-f:.]{2,45}])"
                            + "(?::([0-9]{1,5}))?");

    /**
     * The name that the gateway was reached by, which it tells itself; the header Host is the
     * caller's. Empty if it is none.
     */
    static Optional<ServerAddress> of(APIGatewayV2HTTPEvent event) {
        String host = event.getRequestContext().getDomainName();
        // API Gateway speaks HTTPS only. What says otherwise is this system on one machine.
        boolean plain =
                Requests.header(event, "x-forwarded-proto").filter("http"::equals).isPresent();
        return host == null || !isHost(host)
                ? Optional.empty()
                : Optional.of(new ServerAddress((plain ? "http://" : "https://") + host));
    }

    private static boolean isHost(String text) {
        Matcher parts = FORM.matcher(text);
        return parts.matches()
                && parts.group(1).length() <= HOST_LENGTH_MAX
                && (parts.group(2) == null || Integer.parseInt(parts.group(2)) <= PORT_MAX);
    }
}
