package io.keepwatch.local.example;

import com.amazonaws.services.lambda.runtime.RequestHandler;

/** A generic step between a handler and the interface: its type arguments must still be found. */
public abstract class Base<T> implements RequestHandler<T, String> {}
