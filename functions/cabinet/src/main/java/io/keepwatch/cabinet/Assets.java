package io.keepwatch.cabinet;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The files that are the same for everyone: the page, what it loads, and the API's description.
 * Read once, from the function's own jar. Immutable.
 */
final class Assets {

    private static final int VERSION_CHARACTERS = 12;

    /** Name under {@code /assets/} to media type. */
    private static final Map<String, String> LOADED_BY_PAGE =
            Map.of(
                    "cabinet.css", "text/css",
                    "cabinet.js", "text/javascript",
                    "uplot.css", "text/css",
                    "uplot.js", "text/javascript",
                    "uplot-license.txt", "text/plain");

    private final Map<String, Asset> byName = new LinkedHashMap<>();
    private final Asset page;
    private final Asset openApi;

    /**
     * @param version changes whenever the content does
     */
    record Asset(String mediaType, String content, String version) {}

    Assets() {
        LOADED_BY_PAGE.forEach(
                (name, mediaType) -> byName.put(name, asset(mediaType, read("/web/" + name))));
        page = asset("text/html", withVersions(read("/web/index.html")));
        openApi = asset("application/yaml", read("/openapi.yaml"));
    }

    Asset page() {
        return page;
    }

    Asset openApi() {
        return openApi;
    }

    Optional<Asset> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    // With its version in the address a file can be kept for good: a new one has a new address.
    private String withVersions(String html) {
        String versioned = html;
        for (Map.Entry<String, Asset> asset : byName.entrySet()) {
            String address = "\"/assets/" + asset.getKey();
            versioned =
                    versioned.replace(
                            address + "\"", address + "?v=" + asset.getValue().version() + "\"");
        }
        return versioned;
    }

    private static Asset asset(String mediaType, String content) {
        return new Asset(mediaType, content, version(content));
    }

    private static String version(String content) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(content.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, VERSION_CHARACTERS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** A text of the jar, which has it. */
    static String read(String resource) {
        try (InputStream in = Assets.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + resource, e);
        }
    }
}
