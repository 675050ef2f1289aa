package io.keepwatch.aws;

import io.keepwatch.domain.storage.StorageBusy;
import java.io.IOException;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/** Tells what AWS cannot do now from what it never will. Every call of ours goes through here. */
public final class Calls {

    private static final int SERVER_ERRORS = 500;

    private Calls() {}

    /**
     * What the call answers.
     *
     * @throws StorageBusy if, after the SDK's own tries, the service is throttled, slow or down
     */
    public static <T> T answer(Supplier<T> call) {
        try {
            return call.get();
        } catch (ApiCallTimeoutException | ApiCallAttemptTimeoutException e) {
            throw new StorageBusy("AWS did not answer in time", e);
        } catch (TransactionConflictException | TransactionInProgressException e) {
            throw new StorageBusy("a transaction on the same item was under way", e);
        } catch (AwsServiceException e) {
            if (e.isThrottlingException() || e.statusCode() >= SERVER_ERRORS) {
                throw new StorageBusy("%s is busy".formatted(service(e)), e);
            }
            throw e;
        } catch (SdkClientException e) {
            if (e.getCause() instanceof IOException) {
                throw new StorageBusy("AWS could not be reached", e);
            }
            throw e;
        }
    }

    /** As {@link #answer}, for a call that answers nothing. */
    public static void make(Runnable call) {
        answer(
                () -> {
                    call.run();
                    return null;
                });
    }

    private static String service(AwsServiceException e) {
        return e.awsErrorDetails() == null ? "AWS" : e.awsErrorDetails().serviceName();
    }
}
