package io.keepwatch.local.template;

import io.keepwatch.local.template.EventSource.Destination;
import io.keepwatch.local.template.EventSource.QueueMessages;
import io.keepwatch.local.template.EventSource.Route;
import io.keepwatch.local.template.EventSource.Schedule;
import io.keepwatch.local.template.EventSource.TableStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What AWS's own services do by a role of the template: Lambda reads what wakes a function, puts
 * away what it failed on and writes its log; a schedule calls. AWS makes no event source whose role
 * may not read it, and where a log may not be written it stays empty without a word.
 */
record RoleCheck(References references) {

    private static final List<String> STREAM =
            List.of(
                    "dynamodb:DescribeStream",
                    "dynamodb:GetRecords",
                    "dynamodb:GetShardIterator",
                    "dynamodb:ListStreams");
    private static final List<String> QUEUE =
            List.of("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes");
    private static final List<String> LOG = List.of("logs:CreateLogStream", "logs:PutLogEvents");

    private record Right(String action, String resource) {

        @Override
        public String toString() {
            return action + " on " + resource;
        }
    }

    /** What Lambda needs for a function that its role lacks. */
    List<String> missing(Role role, Function function, String logGroup) {
        return missing(
                role,
                Stream.of(
                                rights(LOG, Names.logGroupArn(logGroup) + ":log-stream:any"),
                                put(function.asynchronous().onFailure()),
                                function.events().stream().flatMap(this::rights))
                        .flatMap(rights -> rights));
    }

    /** What a schedule needs to call a function that its role lacks. */
    List<String> missing(Role role, Schedule schedule, String functionArn) {
        return missing(
                role,
                Stream.concat(
                        Stream.of(new Right("lambda:InvokeFunction", functionArn)),
                        put(schedule.deadLetterQueue().map(Destination.ToQueue::new))));
    }

    private static List<String> missing(Role role, Stream<Right> rights) {
        return rights.filter(right -> !role.rights().allow(right.action(), right.resource()))
                .map(Right::toString)
                .distinct()
                .toList();
    }

    private Stream<Right> rights(EventSource source) {
        return switch (source) {
            case Route ignored -> Stream.of();
            // By a role of its own.
            case Schedule ignored -> Stream.of();
            case TableStream stream ->
                    Stream.concat(
                            rights(STREAM, references.streamArn(stream.table())),
                            put(stream.onFailure()));
            case QueueMessages queue -> rights(QUEUE, references.queueArn(queue.queue()));
        };
    }

    private Stream<Right> put(Optional<? extends Destination> destination) {
        return destination.stream()
                .flatMap(
                        put ->
                                switch (put) {
                                    case Destination.ToQueue(String queue) ->
                                            Stream.of(
                                                    new Right(
                                                            "sqs:SendMessage",
                                                            references.queueArn(queue)));
                                    case Destination.ToBucket(String bucket) -> {
                                        String arn = references.bucketArn(bucket);
                                        yield Stream.of(
                                                new Right("s3:PutObject", arn + "/any"),
                                                new Right("s3:ListBucket", arn));
                                    }
                                });
    }

    private static Stream<Right> rights(List<String> actions, String resource) {
        return actions.stream().map(action -> new Right(action, resource));
    }
}
