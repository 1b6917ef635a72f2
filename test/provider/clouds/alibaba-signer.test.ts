import { OpenApiUtil } from "@alicloud/openapi-core";
import { authorizationOf, queryOf, sha256 } from "../../../provider/clouds/alibaba/signer";

const key = { id: "dummy-id", secret: "dummy-secret" };

test("signs as the official SDK does, whatever the parameters hold", () => {
  const parameters = {
    RegionId: "cn-hangzhou",
    InstanceIds: '["i-1","i-2"]',
    "NetworkInterfaceId.10": "eni-10",
    "NetworkInterfaceId.2": "eni-2",
    Odd: "a b+c*d~e!f'(g)/ä&=%",
    Empty: "",
  };
  const headers = {
    host: "ecs.cn-hangzhou.aliyuncs.com",
    "x-acs-action": "DescribeInstances",
    "x-acs-date": "2026-01-02T03:04:05Z",
    "x-acs-content-sha256": sha256(""),
    "x-acs-security-token": "dummy-token+/=",
  };
  const own = authorizationOf({ method: "POST", path: "/", query: queryOf(parameters), headers }, key);
  const request = { method: "POST", pathname: "/", query: parameters, headers };
  const sign = OpenApiUtil.getAuthorization.bind(OpenApiUtil) as (...given: unknown[]) => string;
  expect(own).toBe(sign(request, "ACS3-HMAC-SHA256", sha256(""), key.id, key.secret));
});
