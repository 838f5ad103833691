"""Names every resource of a packaged template that can bear tags and does not bear `hw=10`.

Which types can is asked of the CloudFormation schemas that cfn-lint carries: run it with cfn-lint's Python.
    python scripts/check-tags.py .serverless/cloudformation-template-update-stack.json
"""

import json
import sys

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

TAG = ("hw", "10")
REGION = "us-east-1"


def main(path):
    with open(path, encoding="utf-8") as file:
        resources = json.load(file)["Resources"]
    able = {name: it for name, it in resources.items() if tag_property(it["Type"])}
    bare = sorted(name for name, it in able.items() if TAG not in tags(it))
    for name in bare:
        print(f"{name} ({able[name]['Type']}) has no tag {'='.join(TAG)}: give it one in serverless.yml", file=sys.stderr)
    print(f"{len(able) - len(bare)} of {len(able)} taggable resources bear {'='.join(TAG)}")
    return 1 if bare or not able else 0


def tag_property(resource_type):
    """The property that holds the tags of a resource of that type; None where it can have none."""
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, resource_type).schema
    tagging = schema.get("tagging", {})
    if not tagging.get("taggable", False):
        return None
    return tagging.get("tagProperty", "/properties/Tags").rsplit("/", 1)[1]


def tags(resource):
    """The tags as pairs; some types keep a list of them, others a map."""
    value = resource.get("Properties", {}).get(tag_property(resource["Type"]), [])
    if isinstance(value, dict):
        return {(key, str(tag)) for key, tag in value.items()}
    return {(tag["Key"], str(tag["Value"])) for tag in value}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
