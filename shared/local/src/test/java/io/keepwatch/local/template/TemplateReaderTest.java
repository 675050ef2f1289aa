package io.keepwatch.local.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keepwatch.local.template.EventSource.Destination.ToBucket;
import io.keepwatch.local.template.EventSource.Destination.ToQueue;
import io.keepwatch.local.template.EventSource.QueueMessages;
import io.keepwatch.local.template.EventSource.Route;
import io.keepwatch.local.template.EventSource.Schedule;
import io.keepwatch.local.template.EventSource.ScheduleService;
import io.keepwatch.local.template.EventSource.TableStream;
import io.keepwatch.local.template.Table.StreamView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateReaderTest {

    private static final String FUNCTION =
            """
            Resources:
              Api: {Type: AWS::Serverless::HttpApi}
              Things:
                Type: AWS::DynamoDB::Table
                Properties:
                  AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
                  KeySchema: [{AttributeName: pk, KeyType: HASH}]
              Jobs: {Type: AWS::SQS::Queue}
              F:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: java25
                  CodeUri: f.jar
                  Handler: a.B::c
                  Policies: []
            """;

    @TempDir private Path folder;

    @Test
    void readsTheProjectsOwnTemplate() {
        Template template = TemplateReader.read(Path.of("../../template.yaml"), Map.of());

        assertThat(template.functions())
                .extracting(Function::logicalId)
                .startsWith("IngestFunction", "EvaluateFunction", "RollupFunction");
        Function ingest = template.function("IngestFunction").orElseThrow();
        assertThat(ingest.code())
                .isEqualTo(
                        Path.of("../../functions/ingest/target/ingest.jar")
                                .toAbsolutePath()
                                .normalize());
        assertThat(ingest.timeout()).isEqualTo(Duration.ofSeconds(15));
        assertThat(ingest.environment()).containsEntry("RAW_TABLE", "keepwatch-Raw");
        assertThat(ingest.events()).contains(new Route("OtlpMetrics", "POST", "/v1/metrics"));
        String raw = template.table("Raw").arn();
        assertThat(ingest.rights().allow("dynamodb:PutItem", raw)).isTrue();
        assertThat(ingest.rights().allow("dynamodb:Query", raw)).isFalse();
        assertThat(template.table("Raw").stream()).contains(StreamView.NEW_IMAGE);
        assertThat(template.table("Raw").timeToLive()).contains("expiresAt");
    }

    @Test
    void givesEachFunctionItsEventSources() {
        Template template = TemplateReader.read(Path.of("../../template.yaml"), Map.of());

        TableStream chunks =
                (TableStream)
                        template.function("EvaluateFunction").orElseThrow().events().getFirst();
        assertThat(chunks.table()).isEqualTo("Raw");
        assertThat(chunks.bisects()).isTrue();
        assertThat(chunks.reportsItemFailures()).isTrue();
        assertThat(chunks.filters()).hasSize(1);
        assertThat(chunks.retriesMax()).hasValue(5);
        assertThat(chunks.ageMax()).contains(Duration.ofHours(1));
        assertThat(chunks.onFailure()).contains(new ToBucket("DeadRecords"));

        List<EventSource> events = template.function("RollupFunction").orElseThrow().events();
        assertThat(events)
                .filteredOn(Schedule.class::isInstance)
                .first()
                .satisfies(
                        event -> {
                            Schedule schedule = (Schedule) event;
                            assertThat(schedule.expression()).isEqualTo("cron(5 * * * ? *)");
                            assertThat(schedule.deadLetterQueue()).contains("RollupDeadLetters");
                            assertThat(schedule.retriesMax()).isEqualTo(5);
                        });
        assertThat(events)
                .filteredOn(QueueMessages.class::isInstance)
                .containsExactly(
                        new QueueMessages(
                                "Shards",
                                true,
                                "RollupQueue",
                                1,
                                Duration.ZERO,
                                List.of(),
                                true,
                                OptionalInt.empty()));
        assertThat(template.queue("RollupQueue").redrive().orElseThrow().deadLetterQueue())
                .isEqualTo("RollupDeadLetters");
    }

    @Test
    void readsBothKindsOfScheduleAndWhatFollowsAFailure() throws IOException {
        Template template =
                read(
                        """
                        Resources:
                          Dead: {Type: AWS::SQS::Queue}
                          F:
                            Type: AWS::Serverless::Function
                            Properties:
                              Runtime: java25
                              CodeUri: f.jar
                              Handler: a.B
                              Policies: []
                              EventInvokeConfig:
                                MaximumRetryAttempts: 1
                                MaximumEventAgeInSeconds: 3600
                                DestinationConfig:
                                  OnFailure: {Type: SQS, Destination: !GetAtt Dead.Arn}
                              Events:
                                Old:
                                  Type: Schedule
                                  Properties: {Schedule: rate(1 hour), Enabled: false}
                                New:
                                  Type: ScheduleV2
                                  Properties:
                                    ScheduleExpression: cron(0 9 * * ? *)
                                    ScheduleExpressionTimezone: Europe/Berlin
                        """);

        Function function = template.function("F").orElseThrow();
        assertThat(function.asynchronous())
                .isEqualTo(
                        new Function.Asynchronous(
                                1, Duration.ofHours(1), Optional.of(new ToQueue("Dead"))));
        assertThat(function.events())
                .containsExactly(
                        new Schedule(
                                "Old",
                                false,
                                ScheduleService.RULE,
                                "rate(1 hour)",
                                ZoneOffset.UTC,
                                Optional.empty(),
                                185,
                                Duration.ofDays(1),
                                Optional.empty()),
                        new Schedule(
                                "New",
                                true,
                                ScheduleService.SCHEDULER,
                                "cron(0 9 * * ? *)",
                                ZoneId.of("Europe/Berlin"),
                                Optional.empty(),
                                185,
                                Duration.ofDays(1),
                                Optional.empty()));
    }

    @Test
    void mergesGlobalsAsSamDoes() throws IOException {
        Template template =
                read(
                        """
                        Globals:
                          Function:
                            Runtime: java25
                            Timeout: 7
                            MemorySize: 512
                            Environment: {Variables: {A: one, B: two}}
                        Resources:
                          F:
                            Type: AWS::Serverless::Function
                            Properties:
                              CodeUri: f.jar
                              Handler: a.B
                              Policies: []
                              MemorySize: 256
                              Environment: {Variables: {B: three, C: four}}
                        """);

        Function function = template.function("F").orElseThrow();
        assertThat(function.timeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(function.memoryMegabytes()).isEqualTo(256);
        assertThat(function.handlerMethod()).isEqualTo("handleRequest");
        assertThat(function.environment()).isEqualTo(Map.of("A", "one", "B", "three", "C", "four"));
    }

    @Test
    void resolvesReferencesInEveryFormThatCloudFormationHas() throws IOException {
        Template template =
                read(
                        """
                        Parameters:
                          Stage: {Type: String, Default: test}
                          Size: {Type: Number, Default: 3}
                        Conditions:
                          IsTest: !Equals [!Ref Stage, test]
                          IsLarge: !And [!Condition IsTest, !Not [!Equals [!Ref Size, 3]]]
                        Mappings:
                          Limits: {test: {hosts: 5}}
                        Resources:
                          Jobs: {Type: AWS::SQS::Queue}
                          Things: &table
                            Type: AWS::DynamoDB::Table
                            Properties:
                              AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
                              KeySchema: [{AttributeName: pk, KeyType: HASH}]
                          Others: *table
                          Unbuilt:
                            Condition: IsLarge
                            Type: AWS::Serverless::Function
                          F:
                            Type: AWS::Serverless::Function
                            Properties:
                              Runtime: java25
                              CodeUri: f.jar
                              Handler: a.B::c
                              Policies: []
                              Environment:
                                Variables:
                                  REF: !Ref Things
                                  LONG_REF: {Ref: Others}
                                  PARAMETER: !Ref Stage
                                  ATTRIBUTE: !GetAtt Things.Arn
                                  LONG_ATTRIBUTE: {"Fn::GetAtt": [Jobs, QueueName]}
                                  SUB: !Sub "${AWS::Region}/${Things}/${Jobs.Arn}/${!Literal}"
                                  LONG_SUB: !Sub ["${X}-${Stage}", {X: !Ref Size}]
                                  IF: !If [IsTest, "yes", "no"]
                                  GONE: !If [IsLarge, "yes", !Ref "AWS::NoValue"]
                                  JOIN: !Join ["-", [a, !Ref Stage, !Select [1, !Split [",", "p,q"]]]]
                                  FOUND: !FindInMap [Limits, !Ref Stage, hosts]
                        """);

        assertThat(template.functions()).extracting(Function::logicalId).containsExactly("F");
        assertThat(template.function("F").orElseThrow().environment())
                .isEqualTo(
                        Map.ofEntries(
                                Map.entry("REF", "keepwatch-Things"),
                                Map.entry("LONG_REF", "keepwatch-Others"),
                                Map.entry("PARAMETER", "test"),
                                Map.entry(
                                        "ATTRIBUTE",
                                        "arn:aws:dynamodb:eu-central-1:000000000000:table/keepwatch-Things"),
                                Map.entry("LONG_ATTRIBUTE", "keepwatch-Jobs"),
                                Map.entry(
                                        "SUB",
                                        "eu-central-1/keepwatch-Things/arn:aws:sqs:eu-central-1:000000000000:keepwatch-Jobs/${Literal}"),
                                Map.entry("LONG_SUB", "3-test"),
                                Map.entry("IF", "yes"),
                                Map.entry("JOIN", "a-test-q"),
                                Map.entry("FOUND", "5")));
    }

    @Test
    void takesAParametersValueInPlaceOfItsDefault() throws IOException {
        Path file =
                write(
                        """
                        Parameters:
                          Stage: {Type: String}
                        Resources:
                          Jobs: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Stage}}
                        """);

        assertThat(TemplateReader.read(file, Map.of("Stage", "mine")).queue("Jobs").name())
                .isEqualTo("mine");
        assertThatThrownBy(() -> TemplateReader.read(file, Map.of()))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("template.yaml:4: the parameter Stage has no default");
    }

    @Test
    void saysAloudWhichResourcesAreNotRun() throws IOException {
        Template template =
                read(
                        """
                        Resources:
                          Jobs: {Type: AWS::SQS::Queue}
                          Bell: {Type: AWS::CloudWatch::Alarm, Properties: {Dimensions: !Cidr [x]}}
                        """);

        assertThat(template.notes())
                .containsExactly(
                        "template.yaml:3: AWS::CloudWatch::Alarm is not run here: Bell is left out");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Timeout: 1000                          | Timeout of F is a whole number from 1 to 900",
                "Layers: [x]                            | the local cloud does not know Layers of F",
                "Environment: {Variables: {A: !Ref No}} | there is no parameter, resource or pseudo parameter No",
                "Environment: {Variables: {A: !GetAtt No.Arn}} | there is no resource No",
                "Environment: {Variables: {A: !GetAtt Things.Colour}} | does not know the attribute Colour",
                "Environment: {Variables: {A: !ImportValue x}} | the local cloud does not know Fn::ImportValue",
                "Environment: {Variables: {A: !If [No, a, b]}} | there is no condition No",
                "Events: {E: {Type: Kafka, Properties: {A: b}}} | does not know events of type Kafka",
                "Events: {E: {Type: HttpApi, Properties: {Method: GET, Path: /, Auth: {}}}} | does not know Auth",
                "Events: {E: {Type: HttpApi, Properties: {Method: GET, Path: x}}} | Path starts with /",
                "Events: {E: {Type: HttpApi, Properties: {ApiId: other, Method: GET, Path: /}}} | is no HTTP API",
                "Events: {E: {Type: SQS, Properties: {Queue: !GetAtt Things.Arn}}} | is no queue of this template",
                "Events: {E: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn, BatchSize: 11}}} | needs a MaximumBatchingWindow",
                "Events: {E: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn, Speed: 1}}} | does not know Speed",
                "Events: {E: {Type: DynamoDB, Properties: {Stream: !GetAtt Things.StreamArn}}} | the table Things has no stream",
            })
    void refusesWhatItDoesNotUnderstandAndNamesTheLine(String property, String message) {
        assertThatThrownBy(() -> read(FUNCTION + "      " + property + "\n"))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("template.yaml:1")
                .hasMessageContaining(message);
    }

    @Test
    void refusesTextThatIsNotYaml() {
        assertThatThrownBy(() -> read(FUNCTION + "      <<: {Timeout: 3}\n"))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining(
                        "template.yaml:16: CloudFormation does not know the merge key");
        assertThatThrownBy(() -> read(FUNCTION + "      Timeout: 3\n      Timeout: 4\n"))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("template.yaml:17: Timeout stands here twice");
        assertThatThrownBy(() -> read("Resources:\n  My-Jobs: {Type: AWS::SQS::Queue}\n"))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("template.yaml:2: a logical id is letters and digits");
        assertThatThrownBy(() -> read("Resources: [\n"))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("template.yaml:2: not YAML");
        assertThatThrownBy(() -> read(""))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("the template is empty");
        assertThatThrownBy(() -> read("a: &a [*a]\nResources: {}\n"))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("nested too deeply");
    }

    @Test
    void namesQueuesAndBucketsAsAwsAllows() throws IOException {
        Template template =
                read(
                        """
                        Resources:
                          Jobs: {Type: AWS::SQS::Queue, Properties: {FifoQueue: true}}
                          Dead: {Type: AWS::S3::Bucket}
                        """);

        assertThat(template.queue("Jobs").name()).isEqualTo("keepwatch-Jobs.fifo");
        assertThat(template.queue("Jobs").redrive()).isEqualTo(Optional.empty());
        assertThat(template.bucket("Dead").name()).isEqualTo("keepwatch-dead");
    }

    private Template read(String text) throws IOException {
        return TemplateReader.read(write(text), Map.of());
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("template.yaml"), text);
    }
}
