package io.keepwatch.local.sources;

/** A request that SQS would refuse, with the names it has for that in its two protocols. */
final class SqsFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final String queryCode;

    private SqsFault(String code, String queryCode, String message) {
        super(message);
        this.code = code;
        this.queryCode = queryCode;
    }

    static SqsFault noSuchQueue() {
        return new SqsFault(
                "QueueDoesNotExist",
                "AWS.SimpleQueueService.NonExistentQueue",
                "The specified queue does not exist.");
    }

    static SqsFault badReceiptHandle(String handle) {
        return new SqsFault(
                "ReceiptHandleIsInvalid",
                "ReceiptHandleIsInvalid",
                "The input receipt handle \"%s\" is not a valid receipt handle.".formatted(handle));
    }

    static SqsFault notInFlight() {
        return new SqsFault(
                "MessageNotInflight",
                "AWS.SimpleQueueService.MessageNotInflight",
                "The message is not in flight.");
    }

    static SqsFault invalidContents() {
        return new SqsFault(
                "InvalidMessageContents",
                "InvalidMessageContents",
                "The message has characters that SQS does not carry.");
    }

    static SqsFault invalidParameter(String message) {
        return new SqsFault("InvalidParameterValue", "InvalidParameterValue", message);
    }

    static SqsFault missingParameter(String name) {
        return new SqsFault(
                "MissingParameter",
                "MissingParameter",
                "The request must contain the parameter %s.".formatted(name));
    }

    static SqsFault badBatch(String code, String message) {
        return new SqsFault(code, "AWS.SimpleQueueService." + code, message);
    }

    static SqsFault unsupported(String action) {
        return new SqsFault(
                "UnsupportedOperation",
                "AWS.SimpleQueueService.UnsupportedOperation",
                "The local cloud does not know the action %s.".formatted(action));
    }

    String code() {
        return code;
    }

    String queryCode() {
        return queryCode;
    }
}
