"""template.yaml as CloudFormation gets it: after SAM's transform, by AWS's own translator."""

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

REGION = "eu-central-1"


def read(template_file):
    with open(template_file, encoding="utf-8") as file:
        template = yaml_parse(file.read())
    # As sam package does; what is not on S3 is refused.
    for name, function in functions(template).items():
        function["CodeUri"] = {"Bucket": "code", "Key": f"{name}.jar"}
    return template


def functions(template):
    return {
        name: resource["Properties"]
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
    }


def transformed(template):
    # It asks the session for its region only, and knows AWS's own policies by their names.
    translator = Translator({}, Parser(), boto_session=boto3.Session(region_name=REGION))
    return translator.translate(template, {})
