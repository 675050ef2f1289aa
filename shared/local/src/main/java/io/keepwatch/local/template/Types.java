package io.keepwatch.local.template;

import java.util.Map;
import java.util.Set;

/** The resource types that the local cloud knows. */
final class Types {

    static final String FUNCTION = "AWS::Serverless::Function";
    static final String HTTP_API = "AWS::Serverless::HttpApi";
    static final String TABLE = "AWS::DynamoDB::Table";
    static final String QUEUE = "AWS::SQS::Queue";
    static final String BUCKET = "AWS::S3::Bucket";
    static final String LOG_GROUP = "AWS::Logs::LogGroup";
    static final String ROLE = "AWS::IAM::Role";

    static final Set<String> RUN_HERE =
            Set.of(FUNCTION, HTTP_API, TABLE, QUEUE, BUCKET, LOG_GROUP, ROLE);

    static final Map<String, String> NAME_PROPERTY =
            Map.of(
                    FUNCTION, "FunctionName",
                    TABLE, "TableName",
                    QUEUE, "QueueName",
                    BUCKET, "BucketName",
                    LOG_GROUP, "LogGroupName",
                    ROLE, "RoleName");

    private Types() {}
}
