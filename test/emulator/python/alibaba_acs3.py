"""Joins and leaves by the present official SDK (ACS3), and is refused with a wrong secret.

EMULATOR_URL is the emulator's address; its world is the default one. Exits non-zero on the first surprise.
"""

import os

from alibabacloud_ecs20140526.client import Client
from alibabacloud_ecs20140526 import models
from alibabacloud_tea_openapi.models import Config

ENDPOINT = os.environ["EMULATOR_URL"].removeprefix("http://")


def client(secret):
    return Client(
        Config(
            access_key_id="emulator-access-key-id",
            access_key_secret=secret,
            endpoint=ENDPOINT,
            protocol="http",
        )
    )


def groups(ecs):
    request = models.DescribeInstancesRequest(region_id="cn-hangzhou", instance_ids='["i-web1"]')
    found = ecs.describe_instances(request).body.instances.instance
    return found[0].security_group_ids.security_group_id


def code_of(call):
    try:
        call()
    except Exception as error:
        return error.code
    return None


ecs = client("emulator-access-key-secret")
edge = {"instance_id": "i-web1", "security_group_id": "sg-web"}
assert groups(ecs) == ["sg-base"], groups(ecs)

ecs.join_security_group(models.JoinSecurityGroupRequest(**edge))
assert groups(ecs) == ["sg-base", "sg-web"], groups(ecs)
again = code_of(lambda: ecs.join_security_group(models.JoinSecurityGroupRequest(**edge)))
assert again == "InvalidInstanceId.AlreadyExists", again

ecs.leave_security_group(models.LeaveSecurityGroupRequest(**edge))
assert groups(ecs) == ["sg-base"], groups(ecs)

eni = {"region_id": "cn-hangzhou", "network_interface_id": ["eni-web1-data"]}
interfaces = ecs.describe_network_interfaces(models.DescribeNetworkInterfacesRequest(**eni)).body
assert interfaces.network_interface_sets.network_interface_set[0].type == "Secondary"

refused = code_of(lambda: groups(client("wrong")))
assert refused == "SignatureDoesNotMatch", refused
print("ok")
