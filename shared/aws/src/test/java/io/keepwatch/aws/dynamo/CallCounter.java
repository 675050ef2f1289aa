package io.keepwatch.aws.dynamo;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

/** Sees every call that a client makes, and has DynamoDB say what each put and query cost. */
final class CallCounter implements ExecutionInterceptor {

    private final List<SdkRequest> calls = new ArrayList<>();
    private int transmissions;
    private double writeUnits;
    private double readUnits;

    @Override
    public synchronized SdkRequest modifyRequest(
            Context.ModifyRequest context, ExecutionAttributes attributes) {
        calls.add(context.request());
        return switch (context.request()) {
            case PutItemRequest put ->
                    put.toBuilder().returnConsumedCapacity(ReturnConsumedCapacity.TOTAL).build();
            case QueryRequest query ->
                    query.toBuilder().returnConsumedCapacity(ReturnConsumedCapacity.TOTAL).build();
            default -> context.request();
        };
    }

    @Override
    public synchronized void beforeTransmission(
            Context.BeforeTransmission context, ExecutionAttributes attributes) {
        transmissions++;
    }

    @Override
    public synchronized void afterExecution(
            Context.AfterExecution context, ExecutionAttributes attributes) {
        if (context.response() instanceof PutItemResponse put) {
            writeUnits += put.consumedCapacity().capacityUnits();
        }
        if (context.response() instanceof QueryResponse query) {
            readUnits += query.consumedCapacity().capacityUnits();
        }
    }

    /** The requests in their order, as our code made them. */
    synchronized List<SdkRequest> calls() {
        return List.copyOf(calls);
    }

    /** How often anything went over the wire, tries included. */
    synchronized int transmissions() {
        return transmissions;
    }

    synchronized double writeUnits() {
        return writeUnits;
    }

    synchronized double readUnits() {
        return readUnits;
    }

    synchronized void reset() {
        calls.clear();
        transmissions = 0;
        writeUnits = 0;
        readUnits = 0;
    }
}
