package io.keepwatch.cabinet;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import io.keepwatch.domain.HostId;
import io.keepwatch.domain.access.Key;
import io.keepwatch.support.EventFiles;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The event files of {@code events/cabinet}, and changes to them. */
final class Events {

    static final Path ROOT = Path.of("../..");

    private Events() {}

    static APIGatewayV2HTTPEvent load(String name) {
        return EventFiles.load("cabinet/" + name, APIGatewayV2HTTPEvent.class);
    }

    /** The event of that name for a host, with these parameters: name, value, name, value … */
    static APIGatewayV2HTTPEvent of(String name, HostId host, String... query) {
        return of(name, host.value(), query);
    }

    static APIGatewayV2HTTPEvent of(String name, String host, String... query) {
        APIGatewayV2HTTPEvent event = load(name);
        event.setRawPath(event.getRawPath().replace("h-0000000001", host));
        if (event.getPathParameters() != null) {
            event.setPathParameters(Map.of("id", host));
        }
        event.setRawQueryString(query(query));
        return event;
    }

    static APIGatewayV2HTTPEvent with(APIGatewayV2HTTPEvent event, Key key) {
        return withAuthorization(event, "Bearer " + key.reveal());
    }

    static APIGatewayV2HTTPEvent withAuthorization(APIGatewayV2HTTPEvent event, String value) {
        Map<String, String> headers = new HashMap<>(event.getHeaders());
        headers.put("authorization", value);
        event.setHeaders(headers);
        return event;
    }

    private static String query(String... namesAndValues) {
        StringBuilder query = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            query.append(i == 0 ? "" : "&")
                    .append(URLEncoder.encode(namesAndValues[i], StandardCharsets.UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(namesAndValues[i + 1], StandardCharsets.UTF_8));
        }
        return query.toString();
    }
}
