package io.keepwatch.telemetry.remotewrite;

import com.google.protobuf.ByteString;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;

/** A request written down part by part, each part belonging to the last series before it. */
final class Request {

    private final RemoteWriteFormat version;
    private final DynamicMessage.Builder request;
    private final List<ByteString> symbols = new ArrayList<>(List.of(ByteString.EMPTY));
    private final List<DynamicMessage.Builder> series = new ArrayList<>();

    Request(RemoteWriteFormat version) {
        this.version = version;
        this.request = builder(WriteProto.request(version));
    }

    byte[] bytes() {
        series.forEach(one -> WriteProto.add(request, "timeseries", one.build()));
        switch (version) {
            case VERSION_1 -> {}
            case VERSION_2 -> symbols.forEach(one -> WriteProto.add(request, "symbols", one));
        }
        return request.build().toByteArray();
    }

    /** Starts a series. */
    Request series(String labels) {
        series.add(builder("TimeSeries"));
        for (String label : labels.split(",")) {
            String[] parts = label.split("=", 2);
            label("labels", last(), parts[0], parts[1]);
        }
        return this;
    }

    /** A series of one sample. */
    Request number(double value, long time, String labels) {
        series(labels);
        return start(value, time, 0);
    }

    /** A sample that says when its counting began. */
    Request start(double value, long time, long start) {
        DynamicMessage.Builder sample = builder("Sample");
        WriteProto.set(sample, "value", value);
        WriteProto.set(sample, "timestamp", time);
        if (start != 0) {
            WriteProto.set(sample, "start_timestamp", start);
        }
        WriteProto.add(last(), "samples", sample.build());
        return this;
    }

    /** Metadata of 1.0. */
    void metadata(String name, int type) {
        DynamicMessage.Builder metadata = builder("MetricMetadata");
        WriteProto.set(metadata, "metric_family_name", WriteProto.utf8(name));
        WriteProto.set(metadata, "type", type);
        WriteProto.add(request, "metadata", metadata.build());
    }

    /** Metadata of 2.0. */
    void describe(int type, String unit) {
        DynamicMessage.Builder metadata = builder("Metadata");
        WriteProto.set(metadata, "type", type);
        WriteProto.set(metadata, "unit_ref", symbol(unit));
        WriteProto.set(last(), "metadata", metadata.build());
    }

    void exemplar() {
        DynamicMessage.Builder exemplar = builder("Exemplar");
        label("labels", exemplar, "trace_id", "4bf92f3577b34da6");
        WriteProto.set(exemplar, "value", 1.0);
        WriteProto.add(last(), "exemplars", exemplar.build());
    }

    /** Not yet part of the series, so that more can be said of it. */
    DynamicMessage.Builder histogram(long time, double sum) {
        DynamicMessage.Builder histogram = builder("Histogram");
        WriteProto.set(histogram, "timestamp", time);
        WriteProto.set(histogram, "sum", sum);
        return histogram;
    }

    Request span(DynamicMessage.Builder histogram, String side, int offset, int length) {
        DynamicMessage.Builder span = builder("BucketSpan");
        WriteProto.set(span, "offset", offset);
        WriteProto.set(span, "length", length);
        WriteProto.add(histogram, side, span.build());
        return this;
    }

    void add(DynamicMessage.Builder histogram) {
        Message built = histogram.build();
        WriteProto.add(last(), "histograms", built);
    }

    private void label(String field, DynamicMessage.Builder message, String name, String value) {
        switch (version) {
            case VERSION_1 -> {
                DynamicMessage.Builder label = builder("Label");
                WriteProto.set(label, "name", WriteProto.utf8(name));
                WriteProto.set(label, "value", WriteProto.utf8(value));
                WriteProto.add(message, field, label.build());
            }
            case VERSION_2 -> {
                WriteProto.add(message, field + "_refs", symbol(name));
                WriteProto.add(message, field + "_refs", symbol(value));
            }
        }
    }

    private int symbol(String text) {
        ByteString symbol = WriteProto.utf8(text);
        if (!symbols.contains(symbol)) {
            symbols.add(symbol);
        }
        return symbols.indexOf(symbol);
    }

    private DynamicMessage.Builder last() {
        return series.getLast();
    }

    private DynamicMessage.Builder builder(String message) {
        return WriteProto.builder(version, message);
    }
}
