import sign from "tencentcloud-sdk-nodejs-common/tencentcloud/common/sign";
import { authorizationOf } from "../../../provider/clouds/tencent/signer";

const key = { id: "dummy-id", secret: "dummy-secret" };

test.each([
  { SecurityGroupIds: ["sg-1"], InstanceIds: ["ins-1", "ins-2"] },
  { Odd: 'ä 安全组 "quoted" & <all>', Limit: 100 },
])("signs %j as the official SDK does", (parameters) => {
  const timestamp = 1_767_322_999;
  const host = "cvm.tencentcloudapi.com";
  const own = authorizationOf(
    {
      service: "cvm",
      headers: { "content-type": "application/json", host },
      body: JSON.stringify(parameters),
      timestamp,
    },
    key,
  );
  const sdks = sign.sign3({
    method: "POST",
    url: `https://${host}/`,
    payload: parameters,
    timestamp,
    service: "cvm",
    secretId: key.id,
    secretKey: key.secret,
    multipart: false,
    boundary: "",
    headers: { "Content-Type": "application/json" },
  });
  expect(own).toBe(sdks);
});
