package io.keepwatch.telemetry.otlp;

import io.keepwatch.telemetry.otlp.MetricsMessage.Metric;
import io.keepwatch.telemetry.wire.MalformedBody;
import io.keepwatch.telemetry.wire.Wire;
import io.keepwatch.telemetry.wire.WireCheck;

/**
 * Where the parts of one {@code Metric} message lie. Read before its points, since a field may
 * stand behind the points that it is needed for. Used again and again.
 */
final class MetricHead {

    /** Where the message starts. */
    int from;

    int nameFrom;
    int nameTo;
    int unitFrom;
    int unitTo;

    /** The tag of the data that the metric has (gauge, sum, …); 0 if it has none. */
    int data;

    /**
     * The position of the first tag of that data. Of different data the last wins; the same several
     * times in a row is one.
     */
    int dataFrom;

    /** Whether something that should be there once is there again, to replace it or add to it. */
    boolean repeats;

    /** Reads the message that ends at {@code end}, and leaves {@code wire} there. */
    void read(Wire wire, int end) throws MalformedBody {
        from = wire.position;
        nameFrom = nameTo = unitFrom = unitTo = data = dataFrom = 0;
        repeats = false;
        while (wire.position < end) {
            int at = wire.position;
            int tag = wire.tag(end);
            switch (tag) {
                case Metric.NAME -> {
                    repeats |= nameTo > 0;
                    nameTo = wire.contentEnd(end);
                    nameFrom = wire.position;
                    wire.position = nameTo;
                }
                case Metric.UNIT -> {
                    repeats |= unitTo > 0;
                    unitTo = wire.contentEnd(end);
                    unitFrom = wire.position;
                    wire.position = unitTo;
                }
                case Metric.GAUGE,
                        Metric.SUM,
                        Metric.HISTOGRAM,
                        Metric.EXPONENTIAL_HISTOGRAM,
                        Metric.SUMMARY -> {
                    repeats |= data != 0;
                    dataFrom = tag == data ? dataFrom : at;
                    data = tag;
                    wire.skip(tag, end);
                }
                case Metric.DESCRIPTION -> WireCheck.string(wire, end);
                case Metric.METADATA -> WireCheck.message(wire, MessageShapes.KEY_VALUE, end);
                default -> wire.skipUnknown(tag, Metric.FIELDS, end);
            }
        }
    }
}
