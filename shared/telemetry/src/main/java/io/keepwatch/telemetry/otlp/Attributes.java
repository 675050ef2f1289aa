package io.keepwatch.telemetry.otlp;

import io.keepwatch.domain.series.Label;
import io.keepwatch.telemetry.push.HostRule;
import io.keepwatch.telemetry.push.Refusal;
import io.keepwatch.telemetry.push.SeriesLimits;
import io.keepwatch.telemetry.wire.MalformedBody;
import io.keepwatch.telemetry.wire.Span;
import io.keepwatch.telemetry.wire.Utf8;
import io.keepwatch.telemetry.wire.Wire;
import io.keepwatch.telemetry.wire.WireCheck;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The attributes of one resource or data point, made into labels. Collects up to the first one that
 * is refused; what follows is only checked for being well-formed.
 */
final class Attributes {

    /** Why whatever has these attributes is not stored, and what is wrong, by name. */
    record Refused(Refusal reason, String example) {

        /**
         * @param what has the attributes
         */
        Refused of(String what) {
            return new Refused(reason, what + ", " + example);
        }
    }

    /**
     * A value whose form on the wire is longer than this is not looked at: its text cannot be short
     * enough, since no value is packed more loosely than an array of booleans, four bytes each.
     */
    private static final int VALUE_WIRE_BYTES_MAX = 5 * SeriesLimits.LABEL_VALUE_BYTES_MAX;

    private final Predicate<String> leftOut;
    private final List<Label> labels = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private int bytes;
    private Optional<String> hostName = Optional.empty();
    private Optional<Refused> refused = Optional.empty();

    private Attributes(Predicate<String> leftOut) {
        this.leftOut = leftOut;
    }

    /**
     * Reads what {@code span} consists of: fields of one number, each with its tag.
     *
     * @param leftOut names of attributes that do not become labels
     */
    static Attributes read(Span span, Predicate<String> leftOut) throws MalformedBody {
        Attributes attributes = new Attributes(leftOut);
        Wire wire = span.wire();
        while (wire.position < span.to()) {
            wire.tag(span.to());
            attributes.add(KeyValue.read(wire, wire.contentEnd(span.to())));
        }
        return attributes;
    }

    /** Complete if nothing is {@link #refused}. */
    List<Label> labels() {
        return labels;
    }

    Optional<Refused> refused() {
        return refused;
    }

    /** The value of {@code host.name}, where that is left out. */
    Optional<String> leftOutHostName() {
        return hostName;
    }

    private void add(KeyValue attribute) throws MalformedBody {
        Span key = attribute.key();
        boolean readable = attribute.value().length() <= VALUE_WIRE_BYTES_MAX;
        String value = readable ? AnyValueText.of(attribute.value()) : unread(attribute.value());
        if (key.length() > SeriesLimits.LABEL_NAME_BYTES_MAX) {
            Utf8.check(key.bytes(), key.from(), key.to());
            refuse(Refusal.LABEL_NAME_TOO_LONG, key.start());
            return;
        }
        String name = key.text();
        if (leftOut.test(name)) {
            hostName = name.equals(HostRule.HOST_NAME) ? Optional.of(value) : hostName;
        } else if (name.isEmpty()) {
            refuse(Refusal.LABEL_WITHOUT_NAME, value);
        } else if (!readable || Utf8.length(value) > SeriesLimits.LABEL_VALUE_BYTES_MAX) {
            refuse(Refusal.LABEL_VALUE_TOO_LONG, name);
        } else if (names.size() == SeriesLimits.LABELS_MAX && !names.contains(name)) {
            refuse(Refusal.LABELS_TOO_MANY, name);
        } else if (!names.add(name)) {
            refuse(Refusal.LABEL_TWICE, name);
        } else if ((bytes += key.length() + Utf8.length(value)) > SeriesLimits.LABELS_BYTES_MAX) {
            refuse(Refusal.LABELS_TOO_LONG, name);
        } else {
            labels.add(new Label(name, value));
        }
    }

    private static String unread(Span value) throws MalformedBody {
        WireCheck.content(value.wire(), MessageShapes.ANY_VALUE, value.to());
        return "";
    }

    private void refuse(Refusal reason, String example) {
        if (refused.isEmpty()) {
            refused = Optional.of(new Refused(reason, example));
        }
    }
}
