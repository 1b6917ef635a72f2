"""Associates and disassociates an instance by the official CVM SDK, and is refused with a wrong secret.

EMULATOR_URL is the emulator's address, SIGN_METHOD and REQUEST_METHOD how to ask; the world is the default one. Exits
non-zero on the first surprise.
"""

import os

from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.cvm.v20170312 import models
from tencentcloud.cvm.v20170312.cvm_client import CvmClient

ENDPOINT = os.environ["EMULATOR_URL"].removeprefix("http://")


def client(secret):
    http = HttpProfile(protocol="http", endpoint=ENDPOINT, reqMethod=os.environ["REQUEST_METHOD"])
    profile = ClientProfile(httpProfile=http, signMethod=os.environ["SIGN_METHOD"])
    return CvmClient(Credential("emulator-access-key-id", secret), "ap-guangzhou", profile)


def request(kind, **fields):
    made = kind()
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def instance(cvm):
    return cvm.DescribeInstances(request(models.DescribeInstancesRequest, InstanceIds=["ins-web1"])).InstanceSet[0]


def code_of(call):
    try:
        call()
    except TencentCloudSDKException as error:
        return error.code
    return None


cvm = client("emulator-access-key-secret")
edge = {"InstanceIds": ["ins-web1", "ins-web2"], "SecurityGroupIds": ["sg-web"]}
assert instance(cvm).SecurityGroupIds == ["sg-base"], instance(cvm)
assert instance(cvm).InstanceState == "RUNNING"

answer = cvm.AssociateSecurityGroups(request(models.AssociateSecurityGroupsRequest, **edge))
assert answer.RequestId, answer
joined = instance(cvm)
assert joined.SecurityGroupIds == ["sg-base", "sg-web"], joined
assert joined.LatestOperation == "AssociateSecurityGroups", joined
assert joined.LatestOperationState == "SUCCESS", joined
assert joined.LatestOperationRequestId == answer.RequestId, joined

by_group = models.Filter()
by_group.Name = "security-group-id"
by_group.Values = ["sg-web"]
members = cvm.DescribeInstances(request(models.DescribeInstancesRequest, Filters=[by_group], Offset=0, Limit=100))
assert members.TotalCount == 2, members

cvm.DisassociateSecurityGroups(request(models.DisassociateSecurityGroupsRequest, **edge))
assert instance(cvm).SecurityGroupIds == ["sg-base"], instance(cvm)

missing = {**edge, "SecurityGroupIds": ["sg-none"]}
refused = code_of(lambda: cvm.AssociateSecurityGroups(request(models.AssociateSecurityGroupsRequest, **missing)))
assert refused == "InvalidSecurityGroupId.NotFound", refused
refused = code_of(lambda: instance(client("wrong")))
assert refused == "AuthFailure.SignatureFailure", refused
print("ok")
