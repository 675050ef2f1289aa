package io.keepwatch.local.template;

import java.util.Locale;

/** The names that resources get here, shaped as AWS shapes them. */
public final class Names {

    public static final String REGION = "eu-central-1";
    public static final String ACCOUNT = "000000000000";
    public static final String STACK = "keepwatch";

    private Names() {}

    /** What CloudFormation would call a resource that the template gives no name. */
    static String physical(String type, String logicalId, boolean fifo) {
        String name = STACK + "-" + logicalId;
        return switch (type) {
            case Types.BUCKET -> name.toLowerCase(Locale.ROOT);
            case Types.QUEUE -> fifo ? name + ".fifo" : name;
            default -> name;
        };
    }

    static String tableArn(String name) {
        return "arn:aws:dynamodb:%s:%s:table/%s".formatted(REGION, ACCOUNT, name);
    }

    /** DynamoDB Local gives the stream another label at each creation: this one stands for any. */
    static String streamArn(String table) {
        return tableArn(table) + "/stream/local";
    }

    static String queueArn(String name) {
        return "arn:aws:sqs:%s:%s:%s".formatted(REGION, ACCOUNT, name);
    }

    /**
     * The last two parts say which queue. The host is one that never leads off this machine, and no
     * port is named, so that a URL kept in a message is good after a restart as well: the endpoint
     * comes from {@code AWS_ENDPOINT_URL_SQS}.
     */
    static String queueUrl(String name) {
        return "http://sqs.%s.localhost/%s/%s".formatted(REGION, ACCOUNT, name);
    }

    static String functionArn(String name) {
        return "arn:aws:lambda:%s:%s:function:%s".formatted(REGION, ACCOUNT, name);
    }

    static String aliasArn(String function, String alias) {
        return functionArn(function) + ":" + alias;
    }

    static String roleArn(String name) {
        return "arn:aws:iam::%s:role/%s".formatted(ACCOUNT, name);
    }

    static String logGroupArn(String name) {
        return "arn:aws:logs:%s:%s:log-group:%s".formatted(REGION, ACCOUNT, name);
    }

    static String bucketArn(String name) {
        return "arn:aws:s3:::" + name;
    }
}
