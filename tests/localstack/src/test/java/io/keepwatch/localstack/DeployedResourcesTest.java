package io.keepwatch.localstack;

import static io.keepwatch.localstack.LocalStack.DYNAMO;
import static io.keepwatch.localstack.LocalStack.IAM;
import static io.keepwatch.localstack.LocalStack.S3;
import static io.keepwatch.localstack.LocalStack.SQS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.SSEStatus;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** What LocalStack made of the template, described by its services and held against it. */
class DeployedResourcesTest {

    private static final Deployment DEPLOYMENT = Deployment.whole();
    private static final Resolver RESOLVER = new Resolver(DEPLOYMENT);
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void makesEverythingThatIsNotLeftOut() {
        assertThat(DEPLOYMENT.made()).isEqualTo(DEPLOYMENT.names()).isNotEmpty();
    }

    static Stream<String> tables() {
        return ofType("AWS::DynamoDB::Table");
    }

    @ParameterizedTest
    @MethodSource("tables")
    void givesATableItsKeysStreamAndEncryption(String name) {
        JsonNode asked = asked(name);

        TableDescription table =
                DYNAMO.describeTable(it -> it.tableName(DEPLOYMENT.id(name))).table();

        assertThat(table.billingModeSummary().billingModeAsString())
                .isEqualTo(asked.path("BillingMode").asText());
        assertThat(table.keySchema().stream().map(DeployedResourcesTest::text))
                .containsExactlyElementsOf(
                        texts(asked.path("KeySchema"), "AttributeName", "KeyType"));
        assertThat(table.attributeDefinitions().stream().map(DeployedResourcesTest::text))
                .containsExactlyInAnyOrderElementsOf(
                        texts(
                                asked.path("AttributeDefinitions"),
                                "AttributeName",
                                "AttributeType"));
        assertThat(stream(table))
                .isEqualTo(asked.path("StreamSpecification").path("StreamViewType").asText());
        assertThat(table.sseDescription().status() == SSEStatus.ENABLED)
                .isEqualTo(asked.path("SSESpecification").path("SSEEnabled").asBoolean());
    }

    @ParameterizedTest
    @MethodSource("tables")
    void letsATablesItemsExpire(String name) {
        JsonNode asked = asked(name).path("TimeToLiveSpecification");

        TimeToLiveDescription expiry =
                DYNAMO.describeTimeToLive(it -> it.tableName(DEPLOYMENT.id(name)))
                        .timeToLiveDescription();

        assertThat(expiry.attributeName()).isEqualTo(asked.path("AttributeName").asText());
        assertThat(expiry.timeToLiveStatusAsString().equals("ENABLED"))
                .isEqualTo(asked.path("Enabled").asBoolean());
    }

    static Stream<String> queues() {
        return ofType("AWS::SQS::Queue");
    }

    @ParameterizedTest
    @MethodSource("queues")
    void givesAQueueItsTimesAndDeadLetters(String name) throws JsonProcessingException {
        Map<String, String> attributes = attributes(name);

        for (var property : asked(name).properties()) {
            JsonNode wanted = RESOLVER.resolve(property.getValue());
            String found = attributes.get(property.getKey());
            if (wanted.isObject()) {
                assertThat(JSON.readTree(found)).as(property.getKey()).isEqualTo(wanted);
            } else {
                assertThat(found).as(property.getKey()).isEqualTo(wanted.asText());
            }
        }
    }

    static Stream<String> roles() {
        return ofType("AWS::IAM::Role");
    }

    @ParameterizedTest
    @MethodSource("roles")
    void givesARoleItsPoliciesAndNoOthers(String name) throws JsonProcessingException {
        JsonNode asked = asked(name);
        String role = DEPLOYMENT.id(name);

        assertThat(IAM.listRolePolicies(it -> it.roleName(role)).policyNames())
                .containsExactlyInAnyOrderElementsOf(texts(asked.path("Policies"), "PolicyName"));
        for (JsonNode policy : asked.path("Policies")) {
            String policyName = policy.path("PolicyName").asText();
            String document =
                    IAM.getRolePolicy(it -> it.roleName(role).policyName(policyName))
                            .policyDocument();
            assertThat(decoded(document))
                    .as(policyName)
                    .isEqualTo(RESOLVER.resolve(policy.path("PolicyDocument")));
        }
        assertThat(IAM.listAttachedRolePolicies(it -> it.roleName(role)).attachedPolicies())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("roles")
    void letsOnlyTheServiceTakeARole(String name) throws JsonProcessingException {
        String trust =
                IAM.getRole(it -> it.roleName(DEPLOYMENT.id(name)))
                        .role()
                        .assumeRolePolicyDocument();

        assertThat(decoded(trust)).isEqualTo(asked(name).path("AssumeRolePolicyDocument"));
    }

    static Stream<String> buckets() {
        return ofType("AWS::S3::Bucket");
    }

    @ParameterizedTest
    @MethodSource("buckets")
    void encryptsABucketAndClosesItToThePublic(String name) {
        String bucket = DEPLOYMENT.id(name);
        JsonNode asked = asked(name);

        String algorithm =
                S3.getBucketEncryption(it -> it.bucket(bucket))
                        .serverSideEncryptionConfiguration()
                        .rules()
                        .getFirst()
                        .applyServerSideEncryptionByDefault()
                        .sseAlgorithmAsString();
        PublicAccessBlockConfiguration block =
                S3.getPublicAccessBlock(it -> it.bucket(bucket)).publicAccessBlockConfiguration();

        assertThat(algorithm)
                .isEqualTo(
                        asked.at(
                                        "/BucketEncryption/ServerSideEncryptionConfiguration/0"
                                                + "/ServerSideEncryptionByDefault/SSEAlgorithm")
                                .asText());
        JsonNode wanted = asked.path("PublicAccessBlockConfiguration");
        assertThat(block.blockPublicAcls()).isEqualTo(wanted.path("BlockPublicAcls").asBoolean());
        assertThat(block.blockPublicPolicy())
                .isEqualTo(wanted.path("BlockPublicPolicy").asBoolean());
        assertThat(block.ignorePublicAcls()).isEqualTo(wanted.path("IgnorePublicAcls").asBoolean());
        assertThat(block.restrictPublicBuckets())
                .isEqualTo(wanted.path("RestrictPublicBuckets").asBoolean());
    }

    private static Stream<String> ofType(String type) {
        assertThat(DEPLOYMENT.names(type)).as(type).isNotEmpty();
        return DEPLOYMENT.names(type).stream();
    }

    private static JsonNode asked(String name) {
        return DEPLOYMENT.asked(name);
    }

    private static Map<String, String> attributes(String queue) {
        return SQS.getQueueAttributes(
                        it ->
                                it.queueUrl(DEPLOYMENT.id(queue))
                                        .attributeNames(QueueAttributeName.ALL))
                .attributesAsStrings();
    }

    private static String stream(TableDescription table) {
        StreamSpecification stream = table.streamSpecification();
        return stream == null ? "" : stream.streamViewTypeAsString();
    }

    private static String text(KeySchemaElement key) {
        return key.attributeName() + " " + key.keyTypeAsString();
    }

    private static String text(AttributeDefinition attribute) {
        return attribute.attributeName() + " " + attribute.attributeTypeAsString();
    }

    /** For each element of a list, some of its fields as one text. */
    private static List<String> texts(JsonNode list, String... fields) {
        return list.valueStream()
                .map(
                        it ->
                                String.join(
                                        " ",
                                        Stream.of(fields)
                                                .map(it::path)
                                                .map(JsonNode::asText)
                                                .toList()))
                .toList();
    }

    /** IAM's documents come with their special characters as in an address. */
    private static JsonNode decoded(String document) throws JsonProcessingException {
        return JSON.readTree(URLDecoder.decode(document, StandardCharsets.UTF_8));
    }
}
