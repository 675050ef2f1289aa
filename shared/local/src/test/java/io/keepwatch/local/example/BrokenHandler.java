package io.keepwatch.local.example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;

/** Cannot be made. */
public final class BrokenHandler implements RequestHandler<String, String> {

    public BrokenHandler() {
        throw new IllegalStateException("the setting COLOUR is missing");
    }

    @Override
    public String handleRequest(String input, Context context) {
        return input;
    }
}
