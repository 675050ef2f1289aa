package io.keepwatch.local.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a function may do, and what AWS's own services must be able to do by its role. */
class RolesTest {

    private static final String TEMPLATE =
            """
            Resources:
              F:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: java25
                  CodeUri: f.jar
                  Handler: a.B
                  AutoPublishAlias: live
                  Role: !GetAtt FRole.Arn
                  LoggingConfig: {LogFormat: JSON, LogGroup: !Ref FLog}
                  EventInvokeConfig:
                    DestinationConfig: {OnFailure: {Destination: !GetAtt Lost.Arn}}
                  Events:
                    Changes:
                      Type: DynamoDB
                      Properties:
                        Stream: !GetAtt Things.StreamArn
                        StartingPosition: LATEST
                        DestinationConfig: {OnFailure: {Destination: !GetAtt Dead.Arn}}
                    Work: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}
                    Hour:
                      Type: ScheduleV2
                      Properties:
                        ScheduleExpression: rate(1 hour)
                        DeadLetterConfig: {Arn: !GetAtt Lost.Arn}
                        RoleArn: !GetAtt HourRole.Arn
              FRole:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Version: "2012-10-17"
                    Statement:
                      - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
                  Policies:
                    - PolicyName: f
                      PolicyDocument:
                        Version: "2012-10-17"
                        Statement:
                          - {Effect: Allow, Action: [logs:CreateLogStream, logs:PutLogEvents], Resource: !GetAtt FLog.Arn}
                          - Effect: Allow
                            Action: [dynamodb:DescribeStream, dynamodb:GetRecords, dynamodb:GetShardIterator, dynamodb:ListStreams]
                            Resource: !GetAtt Things.StreamArn
                          - Effect: Allow
                            Action: [sqs:ReceiveMessage, sqs:DeleteMessage, sqs:GetQueueAttributes]
                            Resource: !GetAtt Jobs.Arn
                          - {Effect: Allow, Action: s3:PutObject, Resource: !Sub "${Dead.Arn}/*"}
                          - {Effect: Allow, Action: s3:ListBucket, Resource: !GetAtt Dead.Arn}
                          - {Effect: Allow, Action: sqs:SendMessage, Resource: !GetAtt Lost.Arn}
                          - {Effect: Allow, Action: dynamodb:GetItem, Resource: !GetAtt Things.Arn}
              HourRole:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement:
                      - Effect: Allow
                        Principal: {Service: scheduler.amazonaws.com}
                        Action: sts:AssumeRole
                        Condition: {StringEquals: {"aws:SourceAccount": !Ref AWS::AccountId}}
                  Policies:
                    - PolicyName: hour
                      PolicyDocument:
                        Statement:
                          - {Effect: Allow, Action: lambda:InvokeFunction, Resource: !Ref F.Alias}
                          - {Effect: Allow, Action: sqs:SendMessage, Resource: !GetAtt Lost.Arn}
              FLog: {Type: AWS::Logs::LogGroup}
              Things:
                Type: AWS::DynamoDB::Table
                Properties:
                  AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
                  KeySchema: [{AttributeName: pk, KeyType: HASH}]
                  StreamSpecification: {StreamViewType: NEW_IMAGE}
              Jobs: {Type: AWS::SQS::Queue}
              Lost: {Type: AWS::SQS::Queue}
              Dead: {Type: AWS::S3::Bucket}
            """;

    private static final String BARE =
            """
            Resources:
              F:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: java25
                  CodeUri: f.jar
                  Handler: a.B
            """;

    @TempDir private Path folder;

    @Test
    void givesAFunctionTheRightsOfItsRoleAndNoOthers() throws IOException {
        Template template = read(TEMPLATE);

        Rights rights = template.function("F").orElseThrow().rights();
        String things = template.table("Things").arn();
        assertThat(rights.allow("dynamodb:GetItem", things)).isTrue();
        assertThat(rights.allow("dynamodb:PutItem", things)).isFalse();
        assertThat(rights.allow("lambda:InvokeFunction", "*")).isFalse();
        assertThat(template.notes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dynamodb:GetRecords",
                "dynamodb:GetShardIterator",
                "dynamodb:DescribeStream",
                "dynamodb:ListStreams",
                "sqs:ReceiveMessage",
                "sqs:DeleteMessage",
                "sqs:GetQueueAttributes",
                "s3:PutObject",
                "s3:ListBucket",
                "logs:CreateLogStream",
                "logs:PutLogEvents",
            })
    void refusesARoleWithoutARightThatLambdaNeeds(String action) {
        assertThatThrownBy(() -> read(TEMPLATE.replace(action, "x:Nothing")))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("template.yaml:9: FRole must allow " + action + " on arn:");
    }

    @Test
    void refusesARoleWhoseRightsAreOnSomethingElse() {
        String elsewhere =
                TEMPLATE.replace("Resource: !GetAtt Things.StreamArn", "Resource: other");

        assertThatThrownBy(() -> read(elsewhere))
                .hasMessageContaining("dynamodb:GetRecords on arn:")
                .hasMessageContaining("dynamodb:ListStreams on arn:");
    }

    @Test
    void refusesRolesThatCannotKeepWhatFailed() {
        int first = TEMPLATE.indexOf("sqs:SendMessage");
        int last = TEMPLATE.lastIndexOf("sqs:SendMessage");

        assertThatThrownBy(() -> read(without(first)))
                .hasMessageContaining("FRole must allow sqs:SendMessage on arn:");
        assertThatThrownBy(() -> read(without(last)))
                .hasMessageContaining("HourRole must allow sqs:SendMessage on arn:");
    }

    @Test
    void refusesAScheduleThatMayNotCall() {
        assertThatThrownBy(
                        () ->
                                read(
                                        TEMPLATE.replace(
                                                "Resource: !Ref F.Alias",
                                                "Resource: !GetAtt F.Arn")))
                .hasMessageContaining("HourRole must allow lambda:InvokeFunction on arn:")
                .hasMessageContaining(":function:keepwatch-F:live");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Service: lambda.amazonaws.com | Service: ec2.amazonaws.com | FRole does not let lambda.amazonaws.com take it",
                "Service: scheduler.amazonaws.com | Service: lambda.amazonaws.com | HourRole does not let scheduler.amazonaws.com take it",
                "Action: sts:AssumeRole | Action: sts:TagSession | a role only allows services sts:AssumeRole",
                "Role: !GetAtt FRole.Arn | Role: arn:aws:iam::000000000000:role/other | role/other is no role of this template",
                "PolicyName: f | Name: f | needs PolicyName",
                "AutoPublishAlias: live | Description: x | there is no parameter, resource or pseudo parameter F.Alias",
            })
    void refusesARoleThatAwsWouldRefuse(String text, String by, String message) {
        assertThatThrownBy(() -> read(TEMPLATE.replace(text, by)))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Timeout: 5 | template.yaml:5: F needs a Role",
                "Policies: [AWSLambdaBasicExecutionRole] | Policies of F is made of fields",
                "Policies: [{DynamoDBReadPolicy: {TableName: x}}] | only whole policy documents",
                "Policies: [{Statement: [{Effect: Allow, Action: a, Resource: b, Condition: {}}]}] | does not understand conditions",
                "Policies: [{Statement: [{Effect: Maybe, Action: a, Resource: b}]}] | Effect of Statement",
                "Policies: [{Statement: [{Effect: Allow, NotAction: a, Resource: b}]}] | a statement needs Action",
            })
    void refusesAFunctionOfWhichItDoesNotKnowWhatItMayDo(String property, String message) {
        assertThatThrownBy(() -> read(BARE + "      " + property + "\n"))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesPoliciesThatSamWouldPassOver() {
        String both =
                TEMPLATE.replace(
                        "AutoPublishAlias: live", "AutoPublishAlias: live\n      Policies: []");

        assertThatThrownBy(() -> read(both))
                .hasMessageContaining("template.yaml:9: SAM passes over the Policies of F");
    }

    @Test
    void refusesPoliciesOfAwsWhichNameEveryResource() {
        String managed =
                TEMPLATE.replace("Policies:\n", "ManagedPolicyArns: [x]\n      Policies:\n");

        assertThatThrownBy(() -> read(managed))
                .hasMessageContaining("only a role's own Policies are checked");
    }

    private static String without(int at) {
        return TEMPLATE.substring(0, at)
                + "x:Nothing"
                + TEMPLATE.substring(at + "sqs:SendMessage".length());
    }

    private Template read(String text) throws IOException {
        return TemplateReader.read(
                Files.writeString(folder.resolve("template.yaml"), text), Map.of());
    }
}
