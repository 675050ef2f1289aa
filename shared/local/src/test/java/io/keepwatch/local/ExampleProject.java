package io.keepwatch.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small project folder that a local cloud can be started on. */
public final class ExampleProject {

    private static final String TEMPLATE =
            """
            Globals:
              Function:
                Runtime: java25
                CodeUri: code
                Timeout: 20
                MemorySize: 256
                Environment:
                  Variables:
                    TENANTS_TABLE: !Ref Tenants
                    DIRECTORY_TABLE: !Ref Directory
                    RAW_TABLE: !Ref Things
                    ROLLUP_TABLE: !Ref Things
                    THINGS_TABLE: !Ref Things
            Resources:
              Api: {Type: AWS::Serverless::HttpApi}
              Store:
                Type: AWS::Serverless::Function
                Properties:
                  Handler: io.keepwatch.local.example.StoringHandler::handleRequest
                  Events:
                    Things: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: POST, Path: "/things/{id}"}}
                    Pushes: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: POST, Path: /v1/metrics}}
                  Policies:
                    - Statement: {Effect: Allow, Action: dynamodb:PutItem, Resource: !GetAtt Things.Arn}
              Echo:
                Type: AWS::Serverless::Function
                Properties:
                  Handler: io.keepwatch.local.example.EchoHandler::handleRequest
                  Events:
                    Echo: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: ANY, Path: /echo}}
                    Changes: {Type: DynamoDB, Properties: {Stream: !GetAtt Things.StreamArn, StartingPosition: LATEST}}
                  Policies: []
              Command:
                Type: AWS::Serverless::Function
                Properties:
                  Handler: io.keepwatch.local.example.CommandHandler::handleRequest
                  Policies: []
              Things: &table
                Type: AWS::DynamoDB::Table
                Properties:
                  AttributeDefinitions:
                    - {AttributeName: pk, AttributeType: S}
                    - {AttributeName: sk, AttributeType: S}
                  KeySchema:
                    - {AttributeName: pk, KeyType: HASH}
                    - {AttributeName: sk, KeyType: RANGE}
                  StreamSpecification: {StreamViewType: NEW_IMAGE}
                  TimeToLiveSpecification: {AttributeName: expiresAt, Enabled: true}
              Tenants: *table
              Directory: *table
            """;

    private ExampleProject() {}

    /** Writes it into an empty folder, built. */
    public static Path create(Path root) throws IOException {
        Files.writeString(root.resolve("template.yaml"), TEMPLATE);
        ExampleCode.unpack(Files.createDirectories(root.resolve("code")));
        Path dynamodb = root.resolve("shared/local/dynamodb/target");
        Files.createDirectories(dynamodb);
        // Links to the single files: a linked folder would be followed when the test cleans up.
        Path libraries = Path.of("dynamodb/target/lib").toAbsolutePath();
        Path lib = Files.createDirectory(dynamodb.resolve("lib"));
        try (var files = Files.list(libraries)) {
            for (Path file : files.toList()) {
                Files.createLink(lib.resolve(file.getFileName().toString()), file);
            }
        }
        return root;
    }
}
