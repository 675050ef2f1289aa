package io.keepwatch.local.http;

import io.keepwatch.local.template.EventSource.Route;
import io.keepwatch.local.template.Function;
import io.keepwatch.local.template.Template;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the function for a request as an HTTP API does: fixed parts of a path before {@code {name}}
 * before {@code {name+}} before {@code $default}, a method before {@code ANY}.
 */
final class Router {

    private static final String DEFAULT = "$default";

    private final List<Target> targets;

    /**
     * @param routeKey as the event names it
     * @param pathParameters decoded, by name
     */
    record Match(String function, String routeKey, Map<String, String> pathParameters) {}

    private record Target(String function, Route route, List<String> segments) {

        private String routeKey() {
            return route.path().equals(DEFAULT) ? DEFAULT : route.method() + " " + route.path();
        }

        /** Sorts the more particular first: at each segment, and then by method. */
        private String rank() {
            StringBuilder rank = new StringBuilder();
            for (String segment : segments) {
                rank.append(isGreedy(segment) ? '2' : isVariable(segment) ? '1' : '0');
            }
            return rank.append(route.method().equals("ANY") ? '1' : '0').toString();
        }
    }

    /**
     * @throws IllegalArgumentException if two functions have the same route
     */
    Router(Template template) {
        Map<String, Target> byKey = new LinkedHashMap<>();
        for (Function function : template.functions()) {
            for (var event : function.events()) {
                if (event instanceof Route route) {
                    Target target = new Target(function.logicalId(), route, segments(route.path()));
                    Target other = byKey.put(target.routeKey(), target);
                    if (other != null) {
                        throw new IllegalArgumentException(
                                "the route %s leads to both %s and %s: remove one from template.yaml"
                                        .formatted(
                                                target.routeKey(),
                                                other.function(),
                                                target.function()));
                    }
                }
            }
        }
        this.targets = List.copyOf(byKey.values());
    }

    /**
     * @param path as sent, still encoded
     */
    Optional<Match> find(String method, String path) {
        List<String> segments = segments(path);
        return targets.stream()
                .filter(target -> !target.route().path().equals(DEFAULT))
                .filter(target -> hasMethod(target, method) && matches(target, segments))
                .min(Comparator.comparing(Target::rank))
                .or(() -> fallback(method))
                .map(
                        target ->
                                new Match(
                                        target.function(),
                                        target.routeKey(),
                                        parameters(target, segments)));
    }

    private Optional<Target> fallback(String method) {
        return targets.stream()
                .filter(target -> target.route().path().equals(DEFAULT))
                .filter(target -> hasMethod(target, method))
                .findFirst();
    }

    private static boolean hasMethod(Target target, String method) {
        return target.route().method().equals("ANY") || target.route().method().equals(method);
    }

    private static boolean matches(Target target, List<String> path) {
        List<String> pattern = target.segments();
        for (int i = 0; i < pattern.size(); i++) {
            if (isGreedy(pattern.get(i))) {
                return path.size() > i && !path.get(i).isEmpty();
            }
            if (i >= path.size()) {
                return false;
            }
            boolean same =
                    isVariable(pattern.get(i))
                            ? !path.get(i).isEmpty()
                            : pattern.get(i).equals(decode(path.get(i)));
            if (!same) {
                return false;
            }
        }
        return path.size() == pattern.size();
    }

    private static Map<String, String> parameters(Target target, List<String> path) {
        Map<String, String> parameters = new LinkedHashMap<>();
        List<String> pattern = target.segments();
        for (int i = 0; i < pattern.size(); i++) {
            String segment = pattern.get(i);
            if (isGreedy(segment)) {
                String rest = String.join("/", path.subList(i, path.size()));
                parameters.put(segment.substring(1, segment.length() - 2), decode(rest));
            } else if (isVariable(segment)) {
                parameters.put(segment.substring(1, segment.length() - 1), decode(path.get(i)));
            }
        }
        return parameters;
    }

    /** An HTTP API decodes paths; what is no UTF-8 becomes U+FFFD. */
    static String decode(String path) {
        return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static List<String> segments(String path) {
        return new ArrayList<>(List.of(path.substring(1).split("/", -1)));
    }

    private static boolean isVariable(String segment) {
        return segment.startsWith("{") && segment.endsWith("}");
    }

    private static boolean isGreedy(String segment) {
        return segment.startsWith("{") && segment.endsWith("+}");
    }
}
