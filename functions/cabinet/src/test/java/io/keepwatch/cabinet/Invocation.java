package io.keepwatch.cabinet;

import com.amazonaws.services.lambda.runtime.Context;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.function.Supplier;

/** What a call is told of the time it has. */
final class Invocation {

    /** As a call begins that has the time-out of the template. */
    static final Context IN_TIME = with(() -> Duration.ofSeconds(15));

    private Invocation() {}

    static Context with(Supplier<Duration> timeLeft) {
        Object proxy =
                Proxy.newProxyInstance(
                        Context.class.getClassLoader(),
                        new Class<?>[] {Context.class},
                        (_, method, _) -> {
                            if (method.getName().equals("getRemainingTimeInMillis")) {
                                return (int) timeLeft.get().toMillis();
                            }
                            throw new UnsupportedOperationException(method.getName());
                        });
        return (Context) proxy;
    }
}
