"""Joins and leaves by the older official SDK (RPC signature V1), and is refused with a wrong secret.

EMULATOR_URL is the emulator's address; its world is the default one. Exits non-zero on the first surprise.
"""

import json
import os

from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.client import AcsClient
from aliyunsdkecs.request.v20140526.DescribeInstanceAttributeRequest import DescribeInstanceAttributeRequest
from aliyunsdkecs.request.v20140526.JoinSecurityGroupRequest import JoinSecurityGroupRequest
from aliyunsdkecs.request.v20140526.LeaveSecurityGroupRequest import LeaveSecurityGroupRequest

ENDPOINT = os.environ["EMULATOR_URL"].removeprefix("http://")


def send(kind, secret="emulator-access-key-secret", **parameters):
    client = AcsClient("emulator-access-key-id", secret, "cn-hangzhou", auto_retry=False)
    request = kind()
    request.set_endpoint(ENDPOINT)
    request.set_protocol_type("http")
    request.set_accept_format("json")
    for name, value in parameters.items():
        getattr(request, "set_" + name)(value)
    return json.loads(client.do_action_with_exception(request))


def groups():
    return send(DescribeInstanceAttributeRequest, InstanceId="i-web2")["SecurityGroupIds"]["SecurityGroupId"]


def code_of(kind, **parameters):
    try:
        send(kind, **parameters)
    except ServerException as error:
        return error.get_error_code()
    return None


edge = {"InstanceId": "i-web2", "SecurityGroupId": "sg-web"}
assert groups() == ["sg-base"], groups()
send(JoinSecurityGroupRequest, **edge)
assert groups() == ["sg-base", "sg-web"], groups()
send(LeaveSecurityGroupRequest, **edge)
assert groups() == ["sg-base"], groups()

last = code_of(LeaveSecurityGroupRequest, InstanceId="i-web2", SecurityGroupId="sg-base")
assert last == "InstanceLastSecurityGroup", last
# The SDK makes InvalidAccessKeySecret out of a signature that does not match what it signed itself.
refused = code_of(JoinSecurityGroupRequest, secret="wrong", **edge)
assert refused in ("SignatureDoesNotMatch", "InvalidAccessKeySecret"), refused
print("ok")
