"""Promises of template.yaml that show only after SAM's transform."""

import pathlib
import unittest

from transformed import functions, read, transformed

TEMPLATE = pathlib.Path(__file__).parents[2] / "template.yaml"

# Names within another resource, which need not differ from those of another stack.
NAMES_WITHIN = {"AWS::Lambda::Alias", "AWS::ApiGatewayV2::Stage"}

CHANGES = {
    "time-out": lambda function: function.update(Timeout=61),
    "memory": lambda function: function.update(MemorySize=2048),
    "handler": lambda function: function.update(Handler="other.Handler::handleRequest"),
    "log format": lambda function: function["LoggingConfig"].update(LogFormat="Text"),
    "role": lambda function: function.update(Role="arn:aws:iam::123456789012:role/other"),
    "variable": lambda function: function.setdefault("Environment", {"Variables": {}})["Variables"].update(NEW="new"),
    "code": lambda function: function["CodeUri"].update(Key="other.jar"),
}


class TransformedTest(unittest.TestCase):
    def setUp(self):
        self.template = read(TEMPLATE)

    def test_publishes_a_version_whatever_changes_in_a_function(self):
        before = self.versions()
        self.assertEqual(before.keys(), functions(self.template).keys())
        for change, make in CHANGES.items():
            self.setUp()
            for function in functions(self.template).values():
                make(function)
            after = self.versions()
            for function in before:
                with self.subTest(change=change, function=function):
                    self.assertNotEqual(after[function], before[function])

    def test_publishes_no_version_if_nothing_changes(self):
        before = self.versions()
        self.setUp()
        self.assertEqual(self.versions(), before)

    def test_gives_nothing_a_name_that_a_second_stack_would_find_taken(self):
        for resource, made in transformed(self.template)["Resources"].items():
            if made["Type"] in NAMES_WITHIN:
                continue
            for key, value in made.get("Properties", {}).items():
                with self.subTest(resource=resource, key=key):
                    self.assertFalse(key.endswith("Name") and isinstance(value, str), value)

    def versions(self):
        """By function, what its version is called: under a new name CloudFormation publishes a new one."""
        return {
            made["Properties"]["FunctionName"]["Ref"]: name
            for name, made in transformed(self.template)["Resources"].items()
            if made["Type"] == "AWS::Lambda::Version"
        }


if __name__ == "__main__":
    unittest.main()
