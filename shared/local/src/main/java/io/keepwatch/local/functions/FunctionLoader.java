package io.keepwatch.local.functions;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import io.keepwatch.local.functions.inside.Handler;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * The classes of one function: what is in its jar, what Lambda's runtime brings (the handler
 * interfaces and the serializers), and a copy of our package {@code inside}. Nothing else of this
 * program can be seen from within.
 */
final class FunctionLoader extends URLClassLoader {

    private static final String INSIDE = Handler.class.getPackageName() + ".";

    private static final String LIVE = "io.keepwatch.aws.Live";

    static {
        registerAsParallelCapable();
    }

    private FunctionLoader(String name, List<URL> path) {
        super(name, path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    /**
     * @param code a jar, or a folder of classes with jars in {@code lib}, as Lambda unpacks a ZIP
     * @throws IOException if it is not there
     */
    static FunctionLoader open(String function, Path code) throws IOException {
        if (!Files.exists(code)) {
            throw new IOException(
                    "the code of %s is not there: %s is missing. Run ./keepwatch build"
                            .formatted(function, code));
        }
        List<URL> path = new ArrayList<>();
        path.add(code.toUri().toURL());
        Path libraries = code.resolve("lib");
        if (Files.isDirectory(libraries)) {
            try (Stream<Path> jars = Files.list(libraries)) {
                for (Path jar : jars.sorted().toList()) {
                    path.add(jar.toUri().toURL());
                }
            }
        }
        path.add(source(PojoSerializer.class));
        path.add(source(RequestHandler.class));
        return new FunctionLoader(function, path);
    }

    /**
     * Makes a handler, and so an execution environment.
     *
     * @throws InvocationTargetException what the handler's constructor threw
     */
    // The class is Handler's twin in this loader, and Handler is what this says.
    @SuppressWarnings("unchecked")
    ExecutionEnvironment environment(
            String className, String method, Map<String, String> settings, Clock clock)
            throws InvocationTargetException {
        try {
            Object handler =
                    loadClass(Handler.class.getName())
                            .getConstructor(String.class, String.class, Map.class, Clock.class)
                            .newInstance(className, method, settings, clock);
            return ((BiFunction<byte[], Map<String, Object>, Callable<byte[]>>) handler)::apply;
        } catch (InvocationTargetException e) {
            // The inner one wraps what the function's own constructor threw.
            throw e.getCause() instanceof InvocationTargetException inner ? inner : e;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the package inside is not as it should be", e);
        }
    }

    /**
     * Ends the clients that the function's code holds, if it is made of {@code shared/aws}: their
     * threads would keep all of its classes in memory.
     */
    void closeClients() {
        try {
            if (findLoadedClass(LIVE) != null) {
                loadClass(LIVE).getMethod("close").invoke(null);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(LIVE + " cannot be closed", e);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (!name.startsWith(INSIDE)) {
            return super.findClass(name);
        }
        String resource = name.replace('.', '/') + ".class";
        try (InputStream stream =
                FunctionLoader.class.getClassLoader().getResourceAsStream(resource)) {
            if (stream == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = stream.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private static URL source(Class<?> type) throws IOException {
        try {
            return type.getProtectionDomain().getCodeSource().getLocation().toURI().toURL();
        } catch (URISyntaxException e) {
            throw new IOException("cannot tell where " + type + " comes from", e);
        }
    }
}
