package io.keepwatch.aws.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Takes API Gateway's HTTP events (payload format 2.0) apart. Nothing here is ever null. */
public final class Requests {

    private static final byte[] NO_BYTES = {};

    private Requests() {}

    /**
     * The body as it was sent. The gateway hands it over as text or as base64, by rules of its own,
     * so go by these bytes and not by what the headers say of them.
     */
    public static byte[] body(APIGatewayV2HTTPEvent event) {
        if (event.getBody() == null) {
            return NO_BYTES;
        }
        return event.getIsBase64Encoded()
                ? Base64.getDecoder().decode(event.getBody())
                : event.getBody().getBytes(StandardCharsets.UTF_8);
    }

    /** A header, whatever the case of its name. */
    public static Optional<String> header(APIGatewayV2HTTPEvent event, String name) {
        return entries(event.getHeaders()).entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /**
     * The key that a caller proves itself with: {@code Authorization: Bearer <key>} (RFC 6750),
     * {@code Token <key>} as InfluxDB's clients send it, or the password of {@code Basic} (RFC
     * 7617) from agents that know only that.
     */
    public static Optional<String> key(APIGatewayV2HTTPEvent event) {
        return header(event, "authorization").flatMap(Requests::keyOf);
    }

    /** The first value of a query parameter, decoded. */
    public static Optional<String> query(APIGatewayV2HTTPEvent event, String name) {
        return queries(event, name).stream().findFirst();
    }

    /**
     * All values of a query parameter in their order, decoded. Read from the raw query string,
     * since the gateway's own map joins several values with commas.
     */
    public static List<String> queries(APIGatewayV2HTTPEvent event, String name) {
        List<String> values = new ArrayList<>();
        for (String[] pair : pairs(event)) {
            if (pair[0].equals(name)) {
                values.add(pair[1]);
            }
        }
        return values;
    }

    /** The names of all query parameters, decoded, each once. */
    public static Set<String> queryNames(APIGatewayV2HTTPEvent event) {
        Set<String> names = new LinkedHashSet<>();
        pairs(event).forEach(pair -> names.add(pair[0]));
        return names;
    }

    /** A part of the path that the route names, e.g. {@code id} of {@code /v1/hosts/{id}}. */
    public static Optional<String> path(APIGatewayV2HTTPEvent event, String name) {
        return Optional.ofNullable(entries(event.getPathParameters()).get(name));
    }

    // Names and values in their order, decoded; nothing between two ampersands is no pair.
    private static List<String[]> pairs(APIGatewayV2HTTPEvent event) {
        String raw = event.getRawQueryString();
        List<String[]> pairs = new ArrayList<>();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            int equals = pair.indexOf('=');
            if (equals >= 0) {
                String name = decoded(pair.substring(0, equals));
                pairs.add(new String[] {name, decoded(pair.substring(equals + 1))});
            } else if (!pair.isEmpty()) {
                pairs.add(new String[] {decoded(pair), ""});
            }
        }
        return pairs;
    }

    private static Optional<String> keyOf(String authorization) {
        String[] parts = authorization.strip().split(" +", 2);
        if (parts.length < 2) {
            return Optional.empty();
        }
        return switch (parts[0].toLowerCase(Locale.ROOT)) {
            case "bearer", "token" -> Optional.of(parts[1]);
            case "basic" -> password(parts[1]);
            default -> Optional.empty();
        };
    }

    private static Optional<String> password(String base64) {
        try {
            String pair = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? Optional.empty() : Optional.of(pair.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    // What is no proper encoding stays as it was sent, and then means nothing to whoever reads it.
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static Map<String, String> entries(Map<String, String> map) {
        return map == null ? Map.of() : map;
    }
}
