package io.keepwatch.localstack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keepwatch.aws.dynamo.DynamoTenancy;
import io.keepwatch.aws.dynamo.Tables;
import io.keepwatch.domain.storage.Tenancy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A stack that {@code deploy.py} makes of the template through LocalStack's CloudFormation; it says
 * there what is left out, and why. That is printed at each run.
 */
final class Deployment {

    private static final Set<String> TOLD = new HashSet<>();

    private final JsonNode result;

    private Deployment(JsonNode result) {
        this.result = result;
    }

    /** As near to the template as LocalStack comes. */
    static Deployment whole() {
        return Whole.DEPLOYMENT;
    }

    /** The same, but that items only expire by our own filter. */
    static Deployment forContracts() {
        return ForContracts.DEPLOYMENT;
    }

    /** The names of what was asked for, of one type or of all. */
    Set<String> names(String... types) {
        return where(result.path("template").path("Resources"), "Type", types);
    }

    /** The properties that were asked for. */
    JsonNode asked(String resource) {
        return result.path("template").path("Resources").path(resource).path("Properties");
    }

    /** The names of what was made. */
    Set<String> made() {
        return where(result.path("resources"), "status", "CREATE_COMPLETE");
    }

    String type(String resource) {
        return result.path("resources").path(resource).path("type").asText();
    }

    /** The name or address that something made was given. */
    String id(String resource) {
        JsonNode made = result.path("resources").path(resource);
        if (made.isMissingNode()) {
            throw new AssertionError(resource + " was not made");
        }
        return made.path("id").asText();
    }

    Tables tables() {
        return new Tables(id("Tenants"), id("Raw"), id("Rollup"), id("Directory"));
    }

    Tenancy tenancyAt(Clock clock) {
        return new DynamoTenancy(LocalStack.DYNAMO, tables(), clock, new SecureRandom());
    }

    private static Set<String> where(JsonNode resources, String field, String... values) {
        Set<String> names = new TreeSet<>();
        resources
                .properties()
                .forEach(
                        it -> {
                            String value = it.getValue().path(field).asText();
                            if (values.length == 0 || List.of(values).contains(value)) {
                                names.add(it.getKey());
                            }
                        });
        return names;
    }

    private static Deployment deploy(String stack, String... options) {
        Path folder = Path.of("").toAbsolutePath();
        List<String> command = new ArrayList<>();
        command.add(LocalStack.property("keepwatch.localstack.python"));
        command.add(folder.resolve("deploy.py").toString());
        command.add(LocalStack.URL);
        command.add(folder.resolve("../../template.yaml").normalize().toString());
        command.add(stack);
        command.addAll(List.of(options));
        Deployment deployment = new Deployment(run(command));
        deployment.result.path("leftOut").forEach(part -> tell(part.asText()));
        return deployment;
    }

    /** Once, though two stacks leave the same out. */
    private static void tell(String part) {
        if (TOLD.add(part)) {
            System.out.println("keepwatch: not deployed to LocalStack: " + part);
        }
    }

    private static JsonNode run(List<String> command) {
        try {
            Path errors = Files.createTempFile("deploy", ".log");
            Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
            byte[] output = process.getInputStream().readAllBytes();
            if (process.waitFor() != 0) {
                throw new AssertionError(Files.readString(errors));
            }
            Files.delete(errors);
            return new ObjectMapper().readTree(output);
        } catch (IOException e) {
            throw new UncheckedIOException("deploy.py cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Made when first asked for, as is the other. */
    private static final class Whole {

        private static final Deployment DEPLOYMENT = deploy("keepwatch");
    }

    private static final class ForContracts {

        private static final Deployment DEPLOYMENT = deploy("contracts", "without-expiry");
    }
}
