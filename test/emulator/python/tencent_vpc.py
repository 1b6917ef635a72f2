"""Associates and disassociates a network interface by the official VPC SDK, and is refused with a wrong secret.

EMULATOR_URL is the emulator's address, SIGN_METHOD and REQUEST_METHOD how to ask; the world is the default one. Exits
non-zero on the first surprise.
"""

import os

from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.vpc.v20170312 import models
from tencentcloud.vpc.v20170312.vpc_client import VpcClient

ENDPOINT = os.environ["EMULATOR_URL"].removeprefix("http://")


def client(secret):
    http = HttpProfile(protocol="http", endpoint=ENDPOINT, reqMethod=os.environ["REQUEST_METHOD"])
    profile = ClientProfile(httpProfile=http, signMethod=os.environ["SIGN_METHOD"])
    return VpcClient(Credential("emulator-access-key-id", secret), "ap-guangzhou", profile)


def request(kind, **fields):
    made = kind()
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def interface(vpc, id="eni-web1-data"):
    asked = request(models.DescribeNetworkInterfacesRequest, NetworkInterfaceIds=[id])
    return vpc.DescribeNetworkInterfaces(asked).NetworkInterfaceSet[0]


def code_of(call):
    try:
        call()
    except TencentCloudSDKException as error:
        return error.code
    return None


vpc = client("emulator-access-key-secret")
edge = {"NetworkInterfaceIds": ["eni-web1-data"], "SecurityGroupIds": ["sg-monitoring", "sg-web"]}
before = interface(vpc)
assert before.GroupSet == ["sg-base"], before
assert before.Primary is False and before.Attachment.InstanceId == "ins-web1", before
assert interface(vpc, "eni-web1-primary").Primary is True

join = models.AssociateNetworkInterfaceSecurityGroupsRequest
leave = models.DisassociateNetworkInterfaceSecurityGroupsRequest
vpc.AssociateNetworkInterfaceSecurityGroups(request(join, **edge))
assert interface(vpc).GroupSet == ["sg-base", "sg-monitoring", "sg-web"], interface(vpc)
everything = {**edge, "SecurityGroupIds": ["sg-base", "sg-monitoring", "sg-web"]}
vpc.DisassociateNetworkInterfaceSecurityGroups(request(leave, **everything))
assert interface(vpc).GroupSet == [], interface(vpc)
whole = {"NetworkInterfaceId": "eni-web1-data", "SecurityGroupIds": ["sg-base"]}
vpc.ModifyNetworkInterfaceAttribute(request(models.ModifyNetworkInterfaceAttributeRequest, **whole))
assert interface(vpc).GroupSet == ["sg-base"], interface(vpc)

groups = vpc.DescribeSecurityGroups(request(models.DescribeSecurityGroupsRequest, Offset="0", Limit="2"))
assert groups.TotalCount == 3 and [each.SecurityGroupId for each in groups.SecurityGroupSet] == ["sg-base", "sg-web"]
limits = vpc.DescribeSecurityGroupLimits(models.DescribeSecurityGroupLimitsRequest())
assert limits.SecurityGroupLimitSet.InstanceSecurityGroupLimit == 5, limits

primary = {**edge, "NetworkInterfaceIds": ["eni-web1-primary"]}
refused = code_of(lambda: vpc.AssociateNetworkInterfaceSecurityGroups(request(join, **primary)))
assert refused == "UnsupportedOperation", refused
refused = code_of(lambda: interface(client("wrong")))
assert refused == "AuthFailure.SignatureFailure", refused
print("ok")
