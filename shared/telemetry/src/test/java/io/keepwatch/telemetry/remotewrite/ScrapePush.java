package io.keepwatch.telemetry.remotewrite;

import com.google.protobuf.ByteString;
import com.google.protobuf.DynamicMessage;
import io.keepwatch.domain.series.Label;
import io.keepwatch.telemetry.chunk.Recorded;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What Prometheus sends of a scrape that was recorded, in either version. */
final class ScrapePush {

    private final RemoteWriteFormat version;
    private final Map<ByteString, Integer> symbols = new LinkedHashMap<>();

    private ScrapePush(RemoteWriteFormat version) {
        this.version = version;
    }

    /**
     * @param moment which of the seven scrapes
     */
    static byte[] of(RemoteWriteFormat version, Recorded scrapes, int moment) {
        return new ScrapePush(version).request(scrapes, moment);
    }

    private byte[] request(Recorded scrapes, int moment) {
        DynamicMessage.Builder request = builder(WriteProto.request(version));
        symbol("");
        for (Recorded.Line line : scrapes.lines()) {
            DynamicMessage.Builder series = builder("TimeSeries");
            List<Label> labels = new ArrayList<>(line.series().labels());
            labels.add(new Label("__name__", line.series().name()));
            labels.sort(Comparator.comparing(Label::name));
            labels.forEach(label -> label(series, label));
            DynamicMessage.Builder sample = builder("Sample");
            WriteProto.set(sample, "value", Double.longBitsToDouble(line.bits()[moment]));
            WriteProto.set(sample, "timestamp", scrapes.times()[moment]);
            WriteProto.add(series, "samples", sample.build());
            if (version == RemoteWriteFormat.VERSION_2) {
                metadata(series, line);
            }
            WriteProto.add(request, "timeseries", series.build());
        }
        if (version == RemoteWriteFormat.VERSION_2) {
            symbols.keySet().forEach(symbol -> WriteProto.add(request, "symbols", symbol));
        }
        return request.build().toByteArray();
    }

    private void label(DynamicMessage.Builder series, Label label) {
        switch (version) {
            case VERSION_1 -> {
                DynamicMessage.Builder message = builder("Label");
                WriteProto.set(message, "name", WriteProto.utf8(label.name()));
                WriteProto.set(message, "value", WriteProto.utf8(label.value()));
                WriteProto.add(series, "labels", message.build());
            }
            case VERSION_2 -> {
                WriteProto.add(series, "labels_refs", symbol(label.name()));
                WriteProto.add(series, "labels_refs", symbol(label.value()));
            }
        }
    }

    private void metadata(DynamicMessage.Builder series, Recorded.Line line) {
        DynamicMessage.Builder metadata = builder("Metadata");
        WriteProto.set(metadata, "type", line.series().kind().isRate() ? 1 : 2);
        WriteProto.set(metadata, "help_ref", symbol("Help for " + line.series().name() + "."));
        WriteProto.set(series, "metadata", metadata.build());
    }

    private int symbol(String text) {
        ByteString bytes = WriteProto.utf8(text);
        symbols.putIfAbsent(bytes, symbols.size());
        return symbols.get(bytes);
    }

    private DynamicMessage.Builder builder(String message) {
        return WriteProto.builder(version, message);
    }
}
