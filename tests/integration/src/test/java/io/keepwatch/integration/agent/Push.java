package io.keepwatch.integration.agent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One push of an agent that speaks for two hosts, and so two puts. */
public record Push(List<Sample> samples) {

    static final String METRIC = "kills";

    /** A chunk for each host. */
    public static final int PUTS = 2;

    private static final String OLD_HOST = "web-1";

    /**
     * @param run also the name of a host that was not there before it
     * @param number told by each sample
     */
    static Push of(String run, long time, long number, double other) {
        List<Sample> samples = new ArrayList<>();
        for (String host : List.of(OLD_HOST, run)) {
            samples.add(new Sample(host, run, time, number));
            samples.add(new Sample(host, run, time, other));
        }
        return new Push(samples);
    }

    /** OTLP. */
    String json() {
        Map<String, ArrayNode> points = new HashMap<>();
        ObjectNode push = JsonNodeFactory.instance.objectNode();
        ArrayNode resources = push.putArray("resourceMetrics");
        for (Sample sample : samples) {
            add(
                    points.computeIfAbsent(sample.host(), host -> points(resources, host))
                            .addObject(),
                    sample);
        }
        return push.toString();
    }

    private static ArrayNode points(ArrayNode resources, String host) {
        ObjectNode resource = resources.addObject();
        attribute(resource.putObject("resource"), "host.name", host);
        return resource.putArray("scopeMetrics")
                .addObject()
                .putArray("metrics")
                .addObject()
                .put("name", METRIC)
                .putObject("gauge")
                .putArray("dataPoints");
    }

    private static void add(ObjectNode point, Sample sample) {
        point.put("timeUnixNano", "" + TimeUnit.MILLISECONDS.toNanos(sample.time()));
        if (sample.value() instanceof Double value) {
            point.put("asDouble", value);
        } else {
            point.put("asInt", sample.value().toString());
        }
        attribute(point, "run", sample.run());
    }

    private static void attribute(ObjectNode holder, String key, String value) {
        holder.putArray("attributes")
                .addObject()
                .put("key", key)
                .putObject("value")
                .put("stringValue", value);
    }
}
