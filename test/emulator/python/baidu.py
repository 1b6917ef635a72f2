"""Binds, unbinds, reads and sets by the official SDK (bce-auth-v1), and is refused with a wrong secret.

EMULATOR_URL is the emulator's address; its world is the one of python-baidu.test.ts. Exits non-zero on the first
surprise.
"""

import http.client
import json
import os

from baidubce.auth import bce_v1_signer
from baidubce.auth.bce_credentials import BceCredentials
from baidubce.bce_client_configuration import BceClientConfiguration
from baidubce.exception import BceHttpClientError
from baidubce.retry.retry_policy import NoRetryPolicy
from baidubce.services.bcc.bcc_client import BccClient
from baidubce.services.eni.eni_client import EniClient
from baidubce.services.esg.esg_client import EsgClient
from baidubce import utils

ENDPOINT = os.environ["EMULATOR_URL"]


def configuration(secret="secret"):
    return BceClientConfiguration(
        credentials=BceCredentials("key", secret), endpoint=ENDPOINT, retry_policy=NoRetryPolicy()
    )


bcc = BccClient(configuration())
eni = EniClient(configuration())
esg = EsgClient(configuration())


def groups(instance_id, kind="security_groups"):
    return getattr(bcc.get_instance(instance_id, contains_failed=True).instance.nic_info, kind)


def interface_groups(eni_id):
    found = eni.get_eni_details(eni_id)
    return found.security_group_ids, found.enterprise_security_group_ids


def refused(call):
    try:
        call()
    except BceHttpClientError as error:
        return error.status_code, error.code
    return None


def equal(actual, expected):
    assert actual == expected, actual


# One group, one instance.
equal(groups("i-1"), ["g-a"])
bcc.bind_instance_to_security_group("i-1", "g-b")
bcc.bind_instance_to_security_group("i-1", "g-b")
equal(groups("i-1"), ["g-a", "g-b"])
equal([group.id for group in bcc.list_security_groups(instance_id="i-1").security_groups], ["g-a", "g-b"])
bcc.unbind_instance_from_security_group("i-1", "g-a")
equal(groups("i-1"), ["g-b"])
equal(
    refused(lambda: bcc.unbind_instance_from_security_group("i-1", "g-b")),
    (403, "SecurityGroup.NoSecurityGroup"),
)
equal(refused(lambda: bcc.bind_instance_to_security_group("i-unknown", "g-b")), (404, "NoSuchObject"))

# Batches; the SDK sends a client token of its own with each.
assert bcc.bind_sg(["i-1", "i-2"], ["g-a", "g-b"], "normal").request_id
equal((groups("i-1"), groups("i-2")), (["g-b", "g-a"], ["g-a", "g-b"]))
bcc.unbind_sg(["i-1", "i-2"], ["g-b"], "normal")
equal((groups("i-1"), groups("i-2")), (["g-a"], ["g-a"]))
bcc.replace_sg(["i-2"], ["esg-a"], "enterprise", client_token="once")
bcc.replace_sg(["i-2"], ["esg-a"], "enterprise", client_token="once")
equal((groups("i-2"), groups("i-2", "enterprise_security_groups")), ([], ["esg-a"]))
other_request = lambda: bcc.replace_sg(["i-1"], ["esg-a"], "enterprise", client_token="once")
equal(refused(other_request), (403, "IdempotentParameterMismatch"))
equal([group.id for group in esg.list_enterprise_security_groups("i-2").enterprise_security_groups], ["esg-a"])

# Reads.
page = bcc.list_instances(max_keys=1)
equal(([one.id for one in page.instances], page.is_truncated), (["i-1"], True))
rest = bcc.list_instances(max_keys=1, marker=page.next_marker)
equal(([one.id for one in rest.instances], rest.is_truncated), (["i-2"], False))
equal([one.id for one in bcc.list_instances(security_group_ids="g-a").instances], ["i-1"])
equal([one.id for one in bcc.list_instance_by_instance_ids(["i-2", "i-1"]).instances], ["i-1", "i-2"])
equal(bcc.get_security_group_detail("g-a").bind_instance_num, 1)

# An interface takes whole sets.
equal(interface_groups("eni-1"), (["g-a"], []))
eni.update_eni_security_group("eni-1", ["g-b", "g-a"])
equal(interface_groups("eni-1"), (["g-b", "g-a"], []))
eni.update_eni_enterprise_security_group("eni-1", ["esg-a"])
equal(interface_groups("eni-1"), ([], ["esg-a"]))
equal(refused(lambda: eni.update_eni_security_group("eni-1", [])), (400, "SecurityGroup.NoSecurityGroup"))
equal([one.eni_id for one in eni.list_eni("vpc-default").enis], ["eni-1"])
equal(eni.get_eni_status("eni-1").status, "available")

# A wrong secret.
equal(refused(lambda: BccClient(configuration("wrong")).get_instance("i-1")), (400, "SignatureDoesNotMatch"))


def with_token(token):
    """These clients send no session token: the request is made by hand and signed by the SDK's own signer."""
    address = ENDPOINT.replace("http://", "")
    path = b"/v2/instance/i-1"
    headers = {
        b"Host": address.encode(),
        b"x-bce-date": utils.get_canonical_time(),
        b"x-bce-security-token": token,
    }
    credentials = BceCredentials("sts-key", "sts-secret")
    headers[b"Authorization"] = bce_v1_signer.sign(credentials, b"GET", path, headers, {})
    connection = http.client.HTTPConnection(address)
    connection.putrequest("GET", path.decode(), skip_host=True, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    response = connection.getresponse()
    return response.status, json.loads(response.read()).get("code")


equal(with_token(b"sts-token"), (200, None))
equal(with_token(b"other"), (403, "InvalidAccessKeyId"))
print("ok")
