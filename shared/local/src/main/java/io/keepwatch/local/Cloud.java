package io.keepwatch.local;

import io.keepwatch.local.template.Template;
import java.net.URI;

/**
 * What the parts of the local cloud see of each other.
 *
 * <p>{@link LocalCloud} starts, in this order: DynamoDB Local and the tables; {@code
 * sources.Queues.start(template, data, clock, log)}, a {@link QueueService}; the gate and the
 * functions; {@code sources.Sources.start(cloud, queues)}, an {@link AutoCloseable} that runs
 * streams, queues, schedules and deletion by TTL; the HTTP gateway. It closes them the other way
 * round.
 *
 * @param template all that is to run, with references resolved
 * @param data where things outlive a restart
 * @param clock the only clock
 * @param dynamoDb DynamoDB Local itself, behind the gate that checks the functions' rights: for the
 *     parts that are AWS and not a function (table streams, deletion by TTL). Any access key of
 *     letters and digits does.
 * @param invoker calls functions
 * @param log for people
 */
public record Cloud(
        Template template,
        DataDir data,
        MovableClock clock,
        URI dynamoDb,
        Invoker invoker,
        Log log) {}
