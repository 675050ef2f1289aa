package io.keepwatch.local.template;

/** {@code AWS::S3::Bucket}: here, a folder. */
public record Bucket(String logicalId, String name) {

    public String arn() {
        return Names.bucketArn(name);
    }
}
