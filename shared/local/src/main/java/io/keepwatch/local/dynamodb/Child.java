package io.keepwatch.local.dynamodb;

import java.io.IOException;
import java.lang.reflect.Field;

/**
 * The main class of the process in which DynamoDB Local runs: serves on a free port of loopback
 * only (left to itself it listens on every interface), says which on its first line of output, and
 * ends when its input does, which is when its parent has gone in whatever way.
 *
 * <p>It knows DynamoDB Local by reflection alone: its licence keeps it out of this program, and so
 * this is the only class of ours on that process's class path that is ever loaded.
 */
public final class Child {

    static final String READY = "serving on port ";

    private static final String RUNNER =
            "software.amazon.dynamodb.services.local.main.ServerRunner";

    private Child() {}

    /**
     * @param arguments those of DynamoDB Local
     */
    public static void main(String[] arguments) throws ReflectiveOperationException, IOException {
        Thread.ofPlatform().daemon().name("parent").start(Child::endWithParent);
        Object proxy =
                Class.forName(RUNNER)
                        .getMethod("createServerFromCommandLineArgs", String[].class)
                        .invoke(null, (Object) arguments);
        Field field = proxy.getClass().getDeclaredField("server");
        field.setAccessible(true);
        Object server = field.get(proxy);
        Object connector = ((Object[]) call(server, "getConnectors"))[0];
        Class<?> network = Class.forName("org.eclipse.jetty.server.AbstractNetworkConnector");
        network.getMethod("setHost", String.class).invoke(connector, "127.0.0.1");
        network.getMethod("setPort", int.class).invoke(connector, 0);
        call(proxy, "start");
        System.out.println(READY + network.getMethod("getLocalPort").invoke(connector));
        call(proxy, "join");
    }

    private static Object call(Object target, String method) throws ReflectiveOperationException {
        return target.getClass().getMethod(method).invoke(target);
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Nobody says anything: only the end matters.
            }
        } catch (IOException e) {
            System.err.println("DynamoDB Local ends, since its input broke: " + e);
        }
        // What was acknowledged is on disk already, and a shutdown hook could hang.
        Runtime.getRuntime().halt(0);
    }
}
