package io.keepwatch.integration.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** What the design promises of the system's parts, read from {@code template.yaml}. */
class TemplateTest {

    /** None of these costs anything while nothing happens. What is added here must not either. */
    private static final Set<String> TYPES =
            Set.of(
                    "AWS::Serverless::Function",
                    "AWS::Serverless::HttpApi",
                    "AWS::DynamoDB::Table",
                    "AWS::SQS::Queue",
                    "AWS::IAM::Role",
                    "AWS::S3::Bucket",
                    "AWS::Logs::LogGroup");

    private static final int STREAM_READERS_MAX = 2;
    private static final int DEAD_LETTERS_KEPT_SECONDS = 14 * 24 * 60 * 60;

    /** As AWS advises for a queue that wakes a function. */
    private static final int VISIBILITY_TIMES_TIMEOUT = 6;

    private static final TemplateFile TEMPLATE = TemplateFile.read();

    static final Set<String> FUNCTIONS = TEMPLATE.functions().keySet();
    static final Set<String> TABLES = TEMPLATE.ofType("AWS::DynamoDB::Table").keySet();
    static final Set<String> QUEUES = TEMPLATE.ofType("AWS::SQS::Queue").keySet();
    static final Set<String> BUCKETS = TEMPLATE.ofType("AWS::S3::Bucket").keySet();

    @Test
    void holdsOnlyWhatCostsNothingWhileNothingHappens() {
        assertThat(TEMPLATE.resources().valueStream().map(it -> it.path("Type").asText()))
                .isSubsetOf(TYPES);
        assertThat(TEMPLATE.functions().values())
                .noneMatch(it -> it.has("ProvisionedConcurrencyConfig") || it.has("VpcConfig"));
    }

    @Test
    void hasOneFunctionForEachFolder() throws IOException {
        Set<String> folders;
        try (var list = Files.list(TemplateFile.ROOT.resolve("functions"))) {
            folders =
                    list.filter(Files::isDirectory)
                            .map(Path::getFileName)
                            .map(Path::toString)
                            .collect(Collectors.toSet());
        }

        assertThat(FUNCTIONS).isEqualTo(folders);
    }

    @ParameterizedTest
    @FieldSource("FUNCTIONS")
    void runsEachFunctionOnJava25AndArmFromTheSnapshotOfAVersion(String name) {
        JsonNode function = TEMPLATE.functions().get(name);

        assertThat(function.path("Runtime").asText()).isEqualTo("java25");
        assertThat(texts(function.path("Architectures"))).containsExactly("arm64");
        assertThat(function.path("AutoPublishAlias").asText()).isNotBlank();
        assertThat(function.path("SnapStart").path("ApplyOn").asText())
                .isEqualTo("PublishedVersions");
        assertThat(function.path("Handler").asText())
                .matches("io\\.keepwatch\\.%s\\.\\w+Handler::handleRequest".formatted(name));
    }

    @ParameterizedTest
    @FieldSource("FUNCTIONS")
    void keepsTheLogOfEachFunctionForALimitedTime(String name) {
        String log = target(TEMPLATE.functions().get(name).path("LoggingConfig").path("LogGroup"));

        assertThat(TEMPLATE.ofType("AWS::Logs::LogGroup")).containsKey(log);
        assertThat(properties(log).path("RetentionInDays").asInt()).isBetween(1, 30);
    }

    @Test
    void listsEveryTableInTheDesignsTable() {
        assertThat(TABLES).containsExactlyInAnyOrder("Tenants", "Raw", "Rollup", "Directory");
    }

    @ParameterizedTest
    @CsvSource({
        "Tenants, 7, Retain, ''",
        "Raw, 0, Delete, NEW_IMAGE",
        "Rollup, 7, Retain, ''",
        "Directory, 7, Retain, ''",
    })
    void keepsEachTableAsTheDesignsTableSays(
            String name, int recoveryDays, String deletionPolicy, String stream) {
        JsonNode table = TEMPLATE.resources().path(name);
        JsonNode recovery = table.path("Properties").path("PointInTimeRecoverySpecification");

        assertThat(recovery.path("PointInTimeRecoveryEnabled").asBoolean())
                .isEqualTo(recoveryDays > 0);
        assertThat(recovery.path("RecoveryPeriodInDays").asInt()).isEqualTo(recoveryDays);
        assertThat(table.path("DeletionPolicy").asText()).isEqualTo(deletionPolicy);
        assertThat(table.path("UpdateReplacePolicy").asText()).isEqualTo(deletionPolicy);
        assertThat(table.path("Properties").path("DeletionProtectionEnabled").asBoolean())
                .isEqualTo(deletionPolicy.equals("Retain"));
        assertThat(
                        table.path("Properties")
                                .path("StreamSpecification")
                                .path("StreamViewType")
                                .asText())
                .isEqualTo(stream);
    }

    @ParameterizedTest
    @FieldSource("TABLES")
    void makesEachTableOnDemandEncryptedAndExpiring(String name) {
        JsonNode table = properties(name);

        assertThat(table.path("BillingMode").asText()).isEqualTo("PAY_PER_REQUEST");
        assertThat(table.path("SSESpecification").path("SSEEnabled").asBoolean()).isTrue();
        JsonNode expiry = table.path("TimeToLiveSpecification");
        assertThat(expiry.path("AttributeName").asText()).isEqualTo("expiresAt");
        assertThat(expiry.path("Enabled").asBoolean()).isTrue();
        assertThat(table.path("KeySchema").valueStream().map(this::key))
                .containsExactly("HASH pk", "RANGE sk");
    }

    @ParameterizedTest
    @FieldSource("FUNCTIONS")
    void saysAllOfAStreamMapping(String name) {
        JsonNode function = TEMPLATE.functions().get(name);

        TemplateFile.events(function, "DynamoDB").forEach(mapping -> checkMapping(name, mapping));
    }

    @Test
    void wakesSomeFunctionByAStream() {
        assertThat(TEMPLATE.functions().values())
                .anyMatch(it -> TemplateFile.events(it, "DynamoDB").findAny().isPresent());
    }

    @Test
    void letsAtMostTwoReadersReadAStream() {
        Map<String, Integer> readers = new HashMap<>();
        for (JsonNode function : TEMPLATE.functions().values()) {
            TemplateFile.events(function, "DynamoDB")
                    .forEach(it -> readers.merge(target(it.path("Stream")), 1, Integer::sum));
        }

        assertThat(readers.values()).allMatch(count -> count <= STREAM_READERS_MAX);
    }

    @ParameterizedTest
    @FieldSource("FUNCTIONS")
    void answersForPartsOfABatchFromAQueueThatWaitsLongEnough(String name) {
        JsonNode function = TEMPLATE.functions().get(name);

        TemplateFile.events(function, "SQS")
                .forEach(
                        mapping -> {
                            assertThat(texts(mapping.path("FunctionResponseTypes")))
                                    .containsExactly("ReportBatchItemFailures");
                            assertThat(
                                            properties(target(mapping.path("Queue")))
                                                    .path("VisibilityTimeout")
                                                    .asInt())
                                    .isGreaterThanOrEqualTo(
                                            VISIBILITY_TIMES_TIMEOUT
                                                    * function.path("Timeout").asInt());
                        });
    }

    @ParameterizedTest
    @FieldSource("FUNCTIONS")
    void triesASchedulesCallAgainAndKeepsWhatCouldNotBeDelivered(String name) {
        TemplateFile.events(TEMPLATE.functions().get(name), "ScheduleV2")
                .forEach(
                        schedule -> {
                            JsonNode retry = schedule.path("RetryPolicy");
                            assertThat(retry.path("MaximumRetryAttempts").asInt()).isPositive();
                            assertThat(retry.path("MaximumEventAgeInSeconds").asInt()).isPositive();
                            String letters = target(schedule.path("DeadLetterConfig").path("Arn"));
                            assertThat(QUEUES).contains(letters);
                        });
    }

    /**
     * The schedule's own policy is about Lambda not taking the event, which it nearly always does.
     */
    @ParameterizedTest
    @FieldSource("FUNCTIONS")
    void keepsTheScheduledEventThatAFunctionFailsOn(String name) {
        JsonNode function = TEMPLATE.functions().get(name);
        if (TemplateFile.events(function, "ScheduleV2").findAny().isPresent()) {
            JsonNode asynchronous = function.path("EventInvokeConfig");
            assertThat(asynchronous.path("MaximumRetryAttempts").asInt()).isPositive();
            String letters =
                    target(
                            asynchronous
                                    .path("DestinationConfig")
                                    .path("OnFailure")
                                    .path("Destination"));
            assertThat(QUEUES).contains(letters);
        }
    }

    @ParameterizedTest
    @FieldSource("QUEUES")
    void givesEachQueueDeadLettersThatAreKeptForTwoWeeks(String name) {
        JsonNode queue = properties(name);
        assertThat(queue.path("SqsManagedSseEnabled").asBoolean()).isTrue();

        if (deadLetterQueues().contains(name)) {
            assertThat(queue.path("MessageRetentionPeriod").asInt())
                    .isEqualTo(DEAD_LETTERS_KEPT_SECONDS);
        } else {
            JsonNode redrive = queue.path("RedrivePolicy");
            assertThat(redrive.path("maxReceiveCount").asInt()).isBetween(1, 10);
            assertThat(QUEUES).contains(target(redrive.path("deadLetterTargetArn")));
        }
    }

    @ParameterizedTest
    @FieldSource("BUCKETS")
    void encryptsEachBucketClosesItToThePublicAndEmptiesIt(String name) {
        JsonNode bucket = properties(name);

        assertThat(bucket.path("BucketEncryption").isMissingNode()).isFalse();
        assertThat(bucket.path("PublicAccessBlockConfiguration").properties())
                .hasSize(4)
                .allMatch(it -> it.getValue().asBoolean());
        assertThat(bucket.path("LifecycleConfiguration").path("Rules").valueStream())
                .anyMatch(
                        it ->
                                it.path("Status").asText().equals("Enabled")
                                        && it.path("ExpirationInDays").asInt() > 0);
    }

    @Test
    void brakesEveryApi() {
        Map<String, JsonNode> apis = TEMPLATE.ofType("AWS::Serverless::HttpApi");

        assertThat(apis).isNotEmpty();
        assertThat(apis.keySet())
                .allSatisfy(
                        name -> {
                            JsonNode settings = properties(name).path("DefaultRouteSettings");
                            assertThat(settings.path("ThrottlingBurstLimit").asInt()).isPositive();
                            assertThat(settings.path("ThrottlingRateLimit").asInt()).isPositive();
                        });
    }

    private void checkMapping(String function, JsonNode mapping) {
        assertThat(mapping.path("StartingPosition").asText()).isEqualTo("TRIM_HORIZON");
        assertThat(mapping.path("FilterCriteria").path("Filters").size()).isPositive();
        assertThat(texts(mapping.path("FunctionResponseTypes")))
                .containsExactly("ReportBatchItemFailures");
        assertThat(mapping.path("BisectBatchOnFunctionError").asBoolean()).isTrue();
        assertThat(mapping.path("MaximumRetryAttempts").asInt()).isEqualTo(5);
        assertThat(mapping.path("MaximumRecordAgeInSeconds").asInt()).isEqualTo(3600);
        // A queue would be given the record's position only, which is gone after a day.
        JsonNode onFailure = mapping.path("DestinationConfig").path("OnFailure");
        assertThat(onFailure.path("Type").asText()).isEqualTo("S3");
        assertThat(BUCKETS).as(function).contains(target(onFailure.path("Destination")));
        assertThat(properties(target(mapping.path("Stream"))).has("StreamSpecification")).isTrue();
    }

    private Set<String> deadLetterQueues() {
        Set<String> names = new HashSet<>();
        QUEUES.forEach(
                name ->
                        TemplateFile.target(
                                        properties(name)
                                                .path("RedrivePolicy")
                                                .path("deadLetterTargetArn"))
                                .ifPresent(names::add));
        return names;
    }

    private String key(JsonNode part) {
        return part.path("KeyType").asText() + " " + part.path("AttributeName").asText();
    }

    private static JsonNode properties(String resource) {
        return TEMPLATE.resources().path(resource).path("Properties");
    }

    private static String target(JsonNode value) {
        return TemplateFile.target(value)
                .orElseThrow(() -> new AssertionError("names no resource: " + value));
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
    }
}
