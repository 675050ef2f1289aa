package io.keepwatch.local.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.keepwatch.local.TestLog;
import io.keepwatch.local.gate.Calls.Count;
import io.keepwatch.local.http.LoopbackServer;
import io.keepwatch.local.template.Template;
import io.keepwatch.local.template.TemplateReader;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateTest {

    private static final String TEMPLATE =
            """
            Globals: {Function: {Runtime: java25, CodeUri: code, Handler: a.B}}
            Resources:
              Things: &table
                Type: AWS::DynamoDB::Table
                Properties:
                  AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
                  KeySchema: [{AttributeName: pk, KeyType: HASH}]
              Others: *table
              Jobs: {Type: AWS::SQS::Queue}
              Writer:
                Type: AWS::Serverless::Function
                Properties: {Role: !GetAtt WriterRole.Arn}
              WriterRole:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement: {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
                  Policies:
                    - PolicyName: tables
                      PolicyDocument:
                        Statement:
                          - Effect: Allow
                            Action: [dynamodb:Put*, dynamodb:BatchWriteItem, "DynamoDB:GetIte?"]
                            Resource: !GetAtt Things.Arn
                          - {Effect: Allow, Action: dynamodb:Query, Resource: !Sub "${Things.Arn}/index/*"}
                          - {Effect: Allow, Action: "*", Resource: !GetAtt Others.Arn}
                          - {Effect: Deny, Action: dynamodb:DeleteItem, Resource: "*"}
                          - {Effect: Allow, Action: logs:*, Resource: "*"}
                    - PolicyName: queues
                      PolicyDocument:
                        Statement: {Effect: Allow, Action: sqs:SendMessage, Resource: !GetAtt Jobs.Arn}
              Poster:
                Type: AWS::Serverless::Function
                Properties:
                  Policies:
                    - Statement: {Effect: Allow, Action: dynamodb:PutItem, Resource: !GetAtt Things.Arn}
            """;

    @TempDir private Path folder;
    private final TestLog log = new TestLog();
    private final Calls calls = new Calls();
    private final List<String> arrived = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private volatile String answer = "{}";
    private LoopbackServer behind;
    private Gate dynamo;
    private Gate sqs;

    @BeforeEach
    void start() throws IOException {
        behind = LoopbackServer.start(0, "behind", this::answer, log);
        Template template =
                TemplateReader.read(
                        Files.writeString(folder.resolve("template.yaml"), TEMPLATE), Map.of());
        dynamo = Gate.toDynamoDb(behind::uri, template, calls, log);
        sqs = Gate.toSqs(behind::uri, template, calls, log);
    }

    @AfterEach
    void stop() {
        http.shutdownNow();
        dynamo.close();
        sqs.close();
        behind.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PutItem | {'TableName':'keepwatch-Things'}",
                "GetItem | {'TableName':'keepwatch-Things'}",
                "PutItem | {'TableName':'arn:aws:dynamodb:eu-central-1:000000000000:table/keepwatch-Things'}",
                "Query | {'TableName':'keepwatch-Things','IndexName':'byName'}",
                "Scan | {'TableName':'keepwatch-Others'}",
                "BatchWriteItem | {'RequestItems':{'keepwatch-Things':[],'keepwatch-Others':[]}}",
                "TransactWriteItems | {'TransactItems':[{'Put':{'TableName':'keepwatch-Things'}},{'ConditionCheck':{'TableName':'keepwatch-Others'}}]}",
            })
    void letsThroughWhatThePoliciesAllow(String operation, String input) throws Exception {
        HttpResponse<String> response = dynamo("LOCALWriter", operation, input.replace('\'', '"'));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("x-amzn-requestid")).contains("behind");
        assertThat(arrived).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UpdateItem | {'TableName':'keepwatch-Things'} | dynamodb:UpdateItem",
                "Query | {'TableName':'keepwatch-Things'} | dynamodb:Query",
                "DeleteItem | {'TableName':'keepwatch-Others'} | dynamodb:DeleteItem",
                "BatchGetItem | {'RequestItems':{'keepwatch-Others':{},'keepwatch-Things':{}}} | dynamodb:BatchGetItem",
                "TransactWriteItems | {'TransactItems':[{'Put':{'TableName':'keepwatch-Things'}},{'ConditionCheck':{'TableName':'keepwatch-Things'}}]} | dynamodb:ConditionCheckItem",
                "TransactWriteItems | {'TransactItems':[{'Put':{'TableName':'keepwatch-Things'}},{'Delete':{'TableName':'keepwatch-Others'}}]} | dynamodb:DeleteItem",
            })
    void refusesWhatTheyDoNotAllowAndHandsNothingOn(String operation, String input, String action)
            throws Exception {
        HttpResponse<String> response = dynamo("LOCALWriter", operation, input.replace('\'', '"'));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .contains("\"__type\":\"com.amazon.coral.service#AccessDeniedException\"")
                .contains(
                        "is not authorized to perform: "
                                + action
                                + " on resource: arn:aws:dynamodb:");
        assertThat(arrived).isEmpty();
        assertThat(log.lines()).anyMatch(line -> line.startsWith("Writer may not " + action));
    }

    @Test
    void knowsTheRightsOfARoleThatSamMakesFromPolicies() throws Exception {
        String things = "{\"TableName\":\"keepwatch-Things\"}";

        assertThat(dynamo("LOCALPoster", "GetItem", things).body())
                .contains("AccessDeniedException");
        assertThat(dynamo("LOCALPoster", "PutItem", things).statusCode()).isEqualTo(200);
        assertThat(arrived).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LOCALNobody | GetItem | {'TableName':'keepwatch-Others'} | UnrecognizedClientException",
                "LOCALWriter | GetItem | {'TableName':'elsewhere'} | the template has no table elsewhere",
                "LOCALWriter | GetItem | [] | the input is no JSON object",
                "LOCALWriter | GetItem | { | ValidationException",
                "LOCALWriter | ExecuteStatement | {} | the gate does not know which rights dynamodb:ExecuteStatement needs",
            })
    void refusesWhatItDoesNotUnderstand(String key, String operation, String input, String message)
            throws Exception {
        HttpResponse<String> response = dynamo(key, operation, input.replace('\'', '"'));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains(message);
        assertThat(arrived).isEmpty();
    }

    @Test
    void countsCallsAndUnitsByFunctionTableAndOperation() throws Exception {
        answer =
                "{\"ConsumedCapacity\":{\"TableName\":\"keepwatch-Things\",\"CapacityUnits\":1.5}}";
        dynamo("LOCALWriter", "PutItem", "{\"TableName\":\"keepwatch-Things\"}");
        dynamo("LOCALWriter", "PutItem", "{\"TableName\":\"keepwatch-Things\"}");
        dynamo("LOCALWriter", "Scan", "{\"TableName\":\"keepwatch-Things\"}");
        answer =
                "{\"ConsumedCapacity\":[{\"TableName\":\"keepwatch-Things\",\"CapacityUnits\":2},{\"TableName\":\"keepwatch-Others\",\"CapacityUnits\":3}]}";
        dynamo(
                "LOCALWriter",
                "BatchWriteItem",
                "{\"RequestItems\":{\"keepwatch-Things\":[],\"keepwatch-Others\":[]}}");

        assertThat(calls.counts())
                .containsExactly(
                        new Count("Writer", "Others", "BatchWriteItem", 1, 0, 3),
                        new Count("Writer", "Things", "BatchWriteItem", 1, 0, 2),
                        new Count("Writer", "Things", "PutItem", 2, 0, 3),
                        new Count("Writer", "Things", "Scan", 0, 1, 0));
        assertThat(arrived).allMatch(body -> body.contains("\"ReturnConsumedCapacity\":\"TOTAL\""));
    }

    @Test
    void checksQueuesInTheSameWay() throws Exception {
        String queue = "{\"QueueUrl\":\"http://x/000000000000/keepwatch-Jobs\"}";

        assertThat(sqs("SendMessageBatch", queue).statusCode()).isEqualTo(200);
        HttpResponse<String> denied = sqs("DeleteMessage", queue);

        assertThat(denied.statusCode()).isEqualTo(403);
        assertThat(denied.body()).contains("not authorized to perform: sqs:DeleteMessage");
        assertThat(calls.counts())
                .containsExactly(
                        new Count("Writer", "Jobs", "DeleteMessage", 0, 1, 0),
                        new Count("Writer", "Jobs", "SendMessageBatch", 1, 0, 0));
    }

    private HttpResponse<String> dynamo(String key, String operation, String input)
            throws IOException, InterruptedException {
        return call(dynamo, key, "DynamoDB_20120810." + operation, input);
    }

    private HttpResponse<String> sqs(String operation, String input)
            throws IOException, InterruptedException {
        return call(sqs, "LOCALWriter", "AmazonSQS." + operation, input);
    }

    private HttpResponse<String> call(Gate gate, String key, String target, String input)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(gate.uri())
                        .header("X-Amz-Target", target)
                        .header(
                                "Authorization",
                                "AWS4-HMAC-SHA256 Credential=%s/20260101/eu-central-1/x/aws4_request, SignedHeaders=host, Signature=0"
                                        .formatted(key))
                        .POST(BodyPublishers.ofString(input))
                        .build(),
                BodyHandlers.ofString());
    }

    private void answer(HttpExchange exchange) throws IOException {
        arrived.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        byte[] body = answer.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("x-amzn-RequestId", "behind");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }
}
