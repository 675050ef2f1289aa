package io.keepwatch.aws;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line of JSON per event, on standard output, where Lambda collects it (AWS, "Log formats",
 * JSON). Never give it a key, a body, a name that a customer chose or an address: ids and counts
 * only. Success on a hot path writes nothing, since a line costs as much as the call.
 */
public final class Log {

    private static final PrintStream OUT = System.out;

    private Log() {}

    /** What someone should look at: {@code event} says what, in words that stay the same. */
    public static void error(String event, Map<String, ?> details) {
        write("ERROR", event, details, Map.of());
    }

    /** The same with the fault's class and stack; its message is left out, as it may quote data. */
    public static void error(String event, Map<String, ?> details, Throwable fault) {
        write("ERROR", event, details, Map.of("fault", stack(fault)));
    }

    /** What is in order, and rare enough to be worth a line. */
    public static void info(String event, Map<String, ?> details) {
        write("INFO", event, details, Map.of());
    }

    private static void write(
            String level, String event, Map<String, ?> details, Map<String, ?> more) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("level", level);
        line.put("event", event);
        line.putAll(details);
        line.putAll(more);
        OUT.println(Json.write(line));
    }

    private static String stack(Throwable fault) {
        StringWriter text = new StringWriter();
        PrintWriter lines = new PrintWriter(text);
        for (Throwable each = fault; each != null; each = each.getCause()) {
            lines.println(each.getClass().getName());
            for (StackTraceElement element : each.getStackTrace()) {
                lines.println("\tat " + element);
            }
        }
        return text.toString();
    }
}
