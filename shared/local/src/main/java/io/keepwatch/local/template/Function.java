package io.keepwatch.local.template;

import io.keepwatch.local.template.EventSource.Destination;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code AWS::Serverless::Function}, with what {@code Globals} adds.
 *
 * @param code the jar, or the folder of classes, that {@code CodeUri} names
 * @param handlerClass of {@code Handler: package.Class::method}
 * @param handlerMethod of the same
 * @param environment the template's variables, resolved
 * @param rights of its role
 * @param asynchronous what becomes of events for which nobody waits
 */
public record Function(
        String logicalId,
        String name,
        Path code,
        String handlerClass,
        String handlerMethod,
        Duration timeout,
        int memoryMegabytes,
        Map<String, String> environment,
        Rights rights,
        Asynchronous asynchronous,
        List<EventSource> events) {

    /**
     * {@code EventInvokeConfig}: what becomes of an event for which nobody waits, such as a
     * schedule's, when the function fails.
     *
     * @param retriesMax how often it is tried again
     * @param ageMax how long it is kept for that
     * @param onFailure where it goes then; empty: nowhere
     */
    public record Asynchronous(int retriesMax, Duration ageMax, Optional<Destination> onFailure) {

        /** What Lambda does where the template says nothing. */
        public static final Asynchronous STANDARD =
                new Asynchronous(2, Duration.ofHours(6), Optional.empty());
    }

    public String arn() {
        return Names.functionArn(name);
    }
}
