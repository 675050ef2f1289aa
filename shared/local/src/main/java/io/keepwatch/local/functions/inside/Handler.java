package io.keepwatch.local.functions.inside;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;

/**
 * One execution environment of a function, seen from within: the handler, made once, and the
 * serializers that Lambda's own runtime uses. Called with the event and the facts of {@link
 * InvocationContext}; gives a call that throws what the handler throws, and else returns the
 * answer's JSON.
 */
public final class Handler implements BiFunction<byte[], Map<String, Object>, Callable<byte[]>> {

    private static final String ENVIRONMENT = "io.keepwatch.aws.Environment";

    private interface Call {

        byte[] answer(byte[] event, Context context) throws IOException;
    }

    private final Call call;

    /**
     * @throws IllegalStateException if the class cannot be a handler
     * @throws InvocationTargetException what the handler's constructor threw
     */
    public Handler(String className, String method, Map<String, String> settings, Clock clock)
            throws InvocationTargetException {
        try {
            useSettings(settings, clock);
            Class<?> handler = Class.forName(className, true, getClass().getClassLoader());
            if (!method.equals("handleRequest")) {
                throw new IllegalStateException(
                        "only handlers with the method handleRequest run here, not " + method);
            }
            this.call = call(handler.getConstructor().newInstance());
        } catch (InvocationTargetException e) {
            throw e;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "the handler %s cannot be made: it must be in the function's jar, public, and have a public constructor without arguments"
                            .formatted(className),
                    e);
        }
    }

    @Override
    public Callable<byte[]> apply(byte[] event, Map<String, Object> facts) {
        return () -> call.answer(event, new InvocationContext(facts));
    }

    /** A function without that class reads no settings, so there is nothing to tell it. */
    private void useSettings(Map<String, String> settings, Clock clock)
            throws ReflectiveOperationException {
        if (getClass().getClassLoader().getResource(ENVIRONMENT.replace('.', '/') + ".class")
                != null) {
            Class.forName(ENVIRONMENT, true, getClass().getClassLoader())
                    .getMethod("use", Map.class, Clock.class)
                    .invoke(null, settings, clock);
        }
    }

    private static Call call(Object handler) {
        return switch (handler) {
            case RequestStreamHandler stream -> streams(stream);
            case RequestHandler<?, ?> objects -> objects(objects);
            default ->
                    throw new IllegalStateException(
                            "the handler %s implements neither RequestHandler nor RequestStreamHandler"
                                    .formatted(handler.getClass().getName()));
        };
    }

    private static Call streams(RequestStreamHandler handler) {
        return (event, context) -> {
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            handler.handleRequest(new ByteArrayInputStream(event), answer, context);
            return answer.toByteArray();
        };
    }

    // What the type arguments say is what the handler was compiled with.
    @SuppressWarnings("unchecked")
    private static Call objects(RequestHandler<?, ?> untyped) {
        RequestHandler<Object, Object> handler = (RequestHandler<Object, Object>) untyped;
        Type[] types =
                arguments(handler.getClass())
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "the type arguments of %s cannot be told"
                                                        .formatted(handler.getClass().getName())));
        Optional<PojoSerializer<Object>> input = serializer(types[0]);
        Optional<PojoSerializer<Object>> output = serializer(types[1]);
        return (event, context) -> {
            Object value =
                    input.map(serializer -> serializer.fromJson(new ByteArrayInputStream(event)))
                            .orElse(null);
            Object result = handler.handleRequest(value, context);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            output.ifPresent(serializer -> serializer.toJson(result, answer));
            return answer.toByteArray();
        };
    }

    /** The choice that Lambda's runtime interface client makes. Void has none. */
    // Class<T> to Class<Object>: a serializer takes any object, and checks it at run time.
    @SuppressWarnings("unchecked")
    private static Optional<PojoSerializer<Object>> serializer(Type type) {
        if (type == Void.class) {
            return Optional.empty();
        }
        if (type instanceof Class<?> known
                && LambdaEventSerializers.isLambdaSupportedEvent(known.getName())) {
            return Optional.of(
                    LambdaEventSerializers.serializerFor(
                            (Class<Object>) known, Handler.class.getClassLoader()));
        }
        return Optional.of(JacksonFactory.getInstance().getSerializer(type));
    }

    /** The two types of {@link RequestHandler} as {@code type} binds them, if it does. */
    private static Optional<Type[]> arguments(Type type) {
        if (type instanceof ParameterizedType generic) {
            Class<?> raw = (Class<?>) generic.getRawType();
            if (raw == RequestHandler.class) {
                return Optional.of(generic.getActualTypeArguments());
            }
            TypeVariable<?>[] variables = raw.getTypeParameters();
            return arguments(raw)
                    .map(
                            types ->
                                    Arrays.stream(types)
                                            .map(found -> bound(found, variables, generic))
                                            .toArray(Type[]::new));
        }
        if (!(type instanceof Class<?> plain) || plain == Object.class) {
            return Optional.empty();
        }
        for (Type implemented : plain.getGenericInterfaces()) {
            Optional<Type[]> found = arguments(implemented);
            if (found.isPresent()) {
                return found;
            }
        }
        return plain.getGenericSuperclass() == null
                ? Optional.empty()
                : arguments(plain.getGenericSuperclass());
    }

    private static Type bound(Type type, TypeVariable<?>[] variables, ParameterizedType by) {
        int index = Arrays.asList(variables).indexOf(type);
        return index < 0 ? type : by.getActualTypeArguments()[index];
    }
}
