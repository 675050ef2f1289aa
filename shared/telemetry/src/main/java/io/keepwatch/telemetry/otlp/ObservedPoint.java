package io.keepwatch.telemetry.otlp;

import io.keepwatch.telemetry.wire.MalformedBody;
import io.keepwatch.telemetry.wire.Pieces;
import io.keepwatch.telemetry.wire.Wire;

/**
 * A data point that says what many observations were, as it is on the wire: what all three kinds of
 * them have in common. Used again and again.
 */
abstract sealed class ObservedPoint permits ExplicitPoint, ExponentialPoint, SummaryPoint {

    final Pieces attributes = new Pieces();

    /** Epoch nanoseconds; 0 if it does not say. */
    long time;

    long count;

    /** The bits of a double, and so are the next two. */
    long sum;

    long min;
    long max;
    boolean hasSum;
    boolean hasMin;
    boolean hasMax;
    long flags;

    /** Reads the message that ends at {@code end}, and leaves {@code wire} there. */
    final void read(Wire wire, int end) throws MalformedBody {
        attributes.clear();
        time = count = sum = min = max = flags = 0;
        hasSum = hasMin = hasMax = false;
        clear();
        while (wire.position < end) {
            field(wire, end);
        }
    }

    abstract void clear();

    /** Reads the next field. */
    abstract void field(Wire wire, int end) throws MalformedBody;

    final void attribute(Wire wire, int from, int end) throws MalformedBody {
        wire.position = wire.contentEnd(end);
        attributes.add(wire.bytes, from, wire.position);
    }

    final void sum(long bits) {
        sum = bits;
        hasSum = true;
    }

    final void min(long bits) {
        min = bits;
        hasMin = true;
    }

    final void max(long bits) {
        max = bits;
        hasMax = true;
    }

    final boolean isStale() {
        return (flags & MetricsMessage.NO_RECORDED_VALUE) != 0;
    }
}
