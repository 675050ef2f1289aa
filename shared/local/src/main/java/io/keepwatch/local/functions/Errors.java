package io.keepwatch.local.functions;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/** Errors as Lambda's Java runtime hands them on. */
final class Errors {

    private static final int CAUSES_MAX = 10;

    private Errors() {}

    /** What a handler threw. */
    static byte[] of(Throwable fault) {
        return node(fault, CAUSES_MAX).toString().getBytes(StandardCharsets.UTF_8);
    }

    /** What Lambda itself has to say. */
    static byte[] of(String type, String message) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("errorType", type)
                .put("errorMessage", message)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode node(Throwable fault, int causesLeft) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("errorMessage", fault.getLocalizedMessage());
        node.put("errorType", fault.getClass().getName());
        ArrayNode trace = node.putArray("stackTrace");
        for (StackTraceElement element : fault.getStackTrace()) {
            trace.add(element.toString());
        }
        if (fault.getCause() != null && causesLeft > 0) {
            node.set("cause", node(fault.getCause(), causesLeft - 1));
        }
        return node;
    }
}
