package io.keepwatch.local.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.keepwatch.local.template.Names;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A request as API Gateway's HTTP APIs hand it to a function: payload format 2.0. */
final class HttpEvent {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss '+0000'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final HttpExchange exchange;
    private final Router.Match match;

    HttpEvent(HttpExchange exchange, Router.Match match) {
        this.exchange = exchange;
        this.match = match;
    }

    byte[] json(byte[] body, BodyShape shape, Instant now, String requestId) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        String rawQuery = exchange.getRequestURI().getRawQuery();
        event.put("version", "2.0");
        event.put("routeKey", match.routeKey());
        event.put("rawPath", path());
        event.put("rawQueryString", rawQuery == null ? "" : rawQuery);
        cookies(event);
        ObjectNode headers = headers(requestId);
        event.set("headers", headers);
        put(event, "queryStringParameters", query(rawQuery));
        put(event, "pathParameters", match.pathParameters());
        event.set("requestContext", context(headers, now, requestId));
        if (body.length > 0) {
            BodyShape.Shaped shaped = shape.shape(body, headers.path("content-type").asText(""));
            event.put("body", shaped.body());
            event.put("isBase64Encoded", shaped.base64());
        } else {
            event.put("isBase64Encoded", false);
        }
        return event.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Decoded, though the event calls it raw: that is what HTTP APIs do. */
    private String path() {
        return Router.decode(Gateway.rawPath(exchange.getRequestURI()));
    }

    private void cookies(ObjectNode event) {
        List<String> cookies = exchange.getRequestHeaders().get("Cookie");
        if (cookies != null) {
            ArrayNode all = event.putArray("cookies");
            cookies.forEach(
                    line -> {
                        for (String cookie : line.split(";")) {
                            all.add(cookie.strip());
                        }
                    });
        }
    }

    private ObjectNode headers(String requestId) {
        ObjectNode headers = JsonNodeFactory.instance.objectNode();
        exchange.getRequestHeaders()
                .forEach(
                        (name, values) -> {
                            if (!name.equalsIgnoreCase("Cookie")) {
                                headers.put(
                                        name.toLowerCase(Locale.ROOT), String.join(",", values));
                            }
                        });
        headers.put("x-amzn-trace-id", "Root=" + requestId);
        headers.put("x-forwarded-for", sourceIp());
        headers.put("x-forwarded-port", Integer.toString(exchange.getLocalAddress().getPort()));
        headers.put("x-forwarded-proto", "http");
        return headers;
    }

    /** Decoded; several values of one name are joined with commas. */
    private static Map<String, String> query(String rawQuery) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (rawQuery != null) {
            for (String pair : rawQuery.split("&")) {
                if (!pair.isEmpty()) {
                    String[] parts = pair.split("=", 2);
                    String value = parts.length == 2 ? decode(parts[1]) : "";
                    parameters.merge(decode(parts[0]), value, (one, other) -> one + "," + other);
                }
            }
        }
        return parameters;
    }

    private ObjectNode context(ObjectNode headers, Instant now, String requestId) {
        ObjectNode context = JsonNodeFactory.instance.objectNode();
        context.put("accountId", Names.ACCOUNT);
        context.put("apiId", "local");
        context.put("domainName", headers.path("host").asText());
        context.put("domainPrefix", "local");
        ObjectNode http = context.putObject("http");
        http.put("method", exchange.getRequestMethod());
        http.put("path", path());
        http.put("protocol", exchange.getProtocol());
        http.put("sourceIp", sourceIp());
        http.put("userAgent", headers.path("user-agent").asText(""));
        context.put("requestId", requestId);
        context.put("routeKey", match.routeKey());
        context.put("stage", "$default");
        context.put("time", TIME.format(now));
        context.put("timeEpoch", now.toEpochMilli());
        return context;
    }

    private String sourceIp() {
        return exchange.getRemoteAddress().getAddress().getHostAddress();
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** Absent rather than empty, as in AWS's events. */
    private static void put(ObjectNode event, String name, Map<String, String> texts) {
        if (!texts.isEmpty()) {
            ObjectNode node = event.putObject(name);
            texts.forEach(node::put);
        }
    }
}
