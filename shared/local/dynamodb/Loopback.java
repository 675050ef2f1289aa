import java.io.IOException;
import java.lang.reflect.Field;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/**
 * Starts DynamoDB Local with its own arguments, but reachable from this machine only: its own main
 * class listens on every interface and has no option for that. Ends when its standard input does,
 * so that it never outlives the process that started it, however that one ends.
 *
 * <p>Run as source, with DynamoDB Local's jars on the class path: {@code java -cp 'target/lib/*'
 * Loopback.java -inMemory -port 8000}.
 */
final class Loopback {

    private Loopback() {}

    public static void main(String[] arguments) throws Exception {
        Thread.ofPlatform().daemon().start(Loopback::exitWithParent);
        DynamoDBProxyServer server = ServerRunner.createServerFromCommandLineArgs(arguments);
        Field jetty = DynamoDBProxyServer.class.getDeclaredField("server");
        jetty.setAccessible(true);
        for (Connector connector : ((Server) jetty.get(server)).getConnectors()) {
            ((ServerConnector) connector).setHost("127.0.0.1");
        }
        server.start();
        server.join();
    }

    private static void exitWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is said on this pipe: only its end matters.
            }
        } catch (IOException e) {
            System.err.println("standard input broke: " + e.getMessage());
        }
        Runtime.getRuntime().halt(0);
    }
}
