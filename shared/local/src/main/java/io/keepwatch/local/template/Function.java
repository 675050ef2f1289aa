package io.keepwatch.local.template;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * {@code AWS::Serverless::Function}, with what {@code Globals} adds.
 *
 * @param code the jar, or the folder of classes, that {@code CodeUri} names
 * @param handlerClass of {@code Handler: package.Class::method}
 * @param handlerMethod of the same
 * @param environment the template's variables, resolved
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
        List<Statement> rights,
        List<EventSource> events) {

    public String arn() {
        return Names.functionArn(name);
    }
}
