package io.keepwatch.local.example;

import com.amazonaws.services.lambda.runtime.Context;
import io.keepwatch.aws.Environment;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Does as it is told, so that a test can bring about what it looks for. */
public final class CommandHandler extends Base<Command> {

    private static final AtomicInteger MADE = new AtomicInteger();
    private static volatile CountDownLatch meeting = new CountDownLatch(1);

    private final int number = MADE.incrementAndGet();

    @Override
    public String handleRequest(Command command, Context context) {
        return switch (command.getAction()) {
            case "number" -> Integer.toString(number);
            case "time" -> Environment.current().clock().instant().toString();
            case "setting" ->
                    Environment.current().required("GREETING")
                            + " "
                            + Environment.current().required("AWS_ACCESS_KEY_ID");
            case "context" ->
                    "%s %d %b %b"
                            .formatted(
                                    context.getFunctionName(),
                                    context.getMemoryLimitInMB(),
                                    context.getAwsRequestId().length() == 36,
                                    context.getRemainingTimeInMillis() > 0);
            case "log" -> {
                context.getLogger().log("said by the function");
                yield "";
            }
            case "throw" ->
                    throw new IllegalStateException("outer", new IllegalArgumentException("inner"));
            case "text" -> "x".repeat(Math.toIntExact(command.getNumber()));
            case "hang" -> await(new CountDownLatch(1));
            case "expect" -> {
                meeting = new CountDownLatch(Math.toIntExact(command.getNumber()));
                yield "";
            }
            case "meet" -> {
                meeting.countDown();
                yield await(meeting);
            }
            case "loader" -> String.valueOf(visible("io.keepwatch.local.MovableClock"));
            default -> throw new IllegalArgumentException("no such action");
        };
    }

    private static boolean visible(String className) {
        try {
            Class.forName(className);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static String await(CountDownLatch latch) {
        try {
            return String.valueOf(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
