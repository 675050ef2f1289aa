package io.keepwatch.local.functions;

import java.util.Map;
import java.util.concurrent.Callable;

/** One handler, which takes one invocation at a time. */
@FunctionalInterface
interface ExecutionEnvironment {

    /** A call that throws what the handler throws, and else returns the answer's JSON. */
    Callable<byte[]> prepare(byte[] event, Map<String, Object> facts);
}
