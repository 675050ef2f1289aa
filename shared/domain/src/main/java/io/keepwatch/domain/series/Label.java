package io.keepwatch.domain.series;

/** One name and value that tells a series from its siblings, e.g. {@code device=eth0}. */
public record Label(String name, String value) {

    public Label {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a label without a name");
        }
    }
}
