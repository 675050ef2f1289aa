package io.keepwatch.local.functions.inside;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;

/** Lambda's context object, from facts handed in as types of the JDK. */
final class InvocationContext implements Context {

    private final Map<String, Object> facts;

    /**
     * @param facts {@code requestId}, {@code name}, {@code arn} (text); {@code memory} (megabytes,
     *     int); {@code deadline} (of {@link System#nanoTime}, long); {@code log} (takes lines)
     */
    InvocationContext(Map<String, Object> facts) {
        this.facts = facts;
    }

    @Override
    public String getAwsRequestId() {
        return (String) facts.get("requestId");
    }

    @Override
    public String getLogGroupName() {
        return "/aws/lambda/" + getFunctionName();
    }

    @Override
    public String getLogStreamName() {
        return "local";
    }

    @Override
    public String getFunctionName() {
        return (String) facts.get("name");
    }

    @Override
    public String getFunctionVersion() {
        return "1";
    }

    @Override
    public String getInvokedFunctionArn() {
        return (String) facts.get("arn");
    }

    /** Null, as Lambda gives it to whoever is not a mobile application. */
    @Override
    public CognitoIdentity getIdentity() {
        return null;
    }

    /** Null, as Lambda gives it to whoever is not a mobile application. */
    @Override
    public ClientContext getClientContext() {
        return null;
    }

    @Override
    public int getRemainingTimeInMillis() {
        long left = (Long) facts.get("deadline") - System.nanoTime();
        return (int) Math.max(0, left / 1_000_000);
    }

    @Override
    public int getMemoryLimitInMB() {
        return (Integer) facts.get("memory");
    }

    @Override
    public LambdaLogger getLogger() {
        return new Logger();
    }

    private final class Logger implements LambdaLogger {

        // The map holds what the outside put there: a consumer of text.
        @SuppressWarnings("unchecked")
        @Override
        public void log(String message) {
            ((Consumer<String>) facts.get("log")).accept(message);
        }

        @Override
        public void log(byte[] message) {
            log(new String(message, StandardCharsets.UTF_8));
        }
    }
}
