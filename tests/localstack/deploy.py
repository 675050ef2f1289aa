"""Deploys template.yaml to LocalStack through CloudFormation, after SAM's transform by AWS's own translator.

usage: deploy.py URL TEMPLATE STACK [WITHOUT_EXPIRY]

Takes out LEFT_OUT and nothing else, and prints as JSON what was left out, the template as it was deployed, and what
became of it. Fails with CloudFormation's reasons if anything is not made.
"""

import json
import pathlib
import sys

import boto3
from botocore.exceptions import ClientError, WaiterError

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "template"))
from transformed import REGION, read, transformed  # noqa: E402  it lies in the folder beside

PASSED_OVER = "its CloudFormation passes it over without a word"

# What LocalStack 4.14.0 does not deploy: type, its one resource or one property (None: all of it), and why.
# An entry that takes nothing out fails, so that none stays here that is not needed.
LEFT_OUT = [
    ("AWS::Lambda::Function", None, "it runs functions in Docker only"),
    ("AWS::Lambda::Version", None, "of functions"),
    ("AWS::Lambda::Alias", None, "of functions"),
    ("AWS::Lambda::Permission", None, "to call functions"),
    ("AWS::Lambda::EventInvokeConfig", None, "of functions"),
    ("AWS::Lambda::EventSourceMapping", None, "it wakes functions"),
    ("AWS::Scheduler::Schedule", None, "it calls functions"),
    ("AWS::IAM::Role", "RollupScheduleRole", "it names a function"),
    ("AWS::ApiGatewayV2::Api", None, "its free edition has no HTTP APIs"),
    ("AWS::ApiGatewayV2::Stage", None, "of HTTP APIs"),
    ("AWS::DynamoDB::Table", "Properties.PointInTimeRecoverySpecification", PASSED_OVER),
    ("AWS::DynamoDB::Table", "Properties.DeletionProtectionEnabled", PASSED_OVER),
    ("AWS::S3::Bucket", "Properties.LifecycleConfiguration", PASSED_OVER),
    ("AWS::Logs::LogGroup", "Properties.RetentionInDays", PASSED_OVER),
]

# For tests with a clock of their own: LocalStack's DynamoDB deletes by the machine's, within a second.
EXPIRY = ("AWS::DynamoDB::Table", "Properties.TimeToLiveSpecification", "the contracts have a clock of their own")

STACK_WITHIN_SECONDS = 60


def main(url, template_file, stack, without_expiry=None):
    template = transformed(read(template_file))
    # Outputs name what may be left out.
    template.pop("Outputs", None)
    left_out = LEFT_OUT + ([EXPIRY] if without_expiry else [])
    for entry in left_out:
        leave_out(template["Resources"], *entry[:2])
    session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name=REGION)
    cloud_formation = session.client("cloudformation", endpoint_url=url)
    deploy(cloud_formation, stack, template)
    json.dump(
        {
            "leftOut": [f"{kind} {part or '(all)'}: {reason}" for kind, part, reason in left_out],
            "template": template,
            "resources": resources(cloud_formation, stack),
        },
        sys.stdout,
    )


def leave_out(resources, kind, part):
    found = [name for name, resource in resources.items() if resource["Type"] == kind]
    if part and part.startswith("Properties."):
        key = part.removeprefix("Properties.")
        removed = [resources[name]["Properties"].pop(key, None) for name in found]
    else:
        removed = [resources.pop(name) for name in found if part in (None, name)]
    if not any(removed):
        sys.exit(f"nothing to leave out any more: {kind} {part}")


def deploy(cloud_formation, stack, template):
    body = json.dumps(template)
    try:
        cloud_formation.create_stack(StackName=stack, TemplateBody=body, Capabilities=["CAPABILITY_IAM"])
    except ClientError as error:
        sys.exit(f"LocalStack does not take {stack}: {error}")
    seconds = 0.2
    try:
        cloud_formation.get_waiter("stack_create_complete").wait(
            StackName=stack, WaiterConfig={"Delay": seconds, "MaxAttempts": int(STACK_WITHIN_SECONDS / seconds)}
        )
    except WaiterError as error:
        events = cloud_formation.describe_stack_events(StackName=stack)["StackEvents"]
        reasons = [
            f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason')}"
            for event in events
            if event["ResourceStatus"].endswith("FAILED")
        ]
        sys.exit(f"LocalStack does not deploy {stack}: {error}: {'; '.join(reasons)}")


def resources(cloud_formation, stack):
    found = cloud_formation.describe_stack_resources(StackName=stack)["StackResources"]
    return {
        resource["LogicalResourceId"]: {
            "type": resource["ResourceType"],
            "id": resource["PhysicalResourceId"],
            "status": resource["ResourceStatus"],
        }
        for resource in found
    }


main(*sys.argv[1:])
