import Ecs from "@alicloud/ecs20140526";
import { $OpenApiUtil } from "@alicloud/openapi-core";
import { hostsByRegion, publicEndpoint } from "../../../provider/clouds/alibaba/endpoint";

/** The host that the official client of ECS would ask. It calls nobody. */
function hostOfSdk(regionId: string): string | undefined {
  const config = new $OpenApiUtil.Config({ accessKeyId: "dummy-id", accessKeySecret: "dummy-secret", regionId });
  return (new Ecs(config) as unknown as { _endpoint?: string })._endpoint;
}

test.each(["cn-shanghai", "cn-beijing", "ap-southeast-1", "eu-central-1", "us-west-1", "cn-wuhan-lr", "me-central-1"])(
  "%s is asked at the host of its name, as the official client does",
  (region) => {
    expect(publicEndpoint(region)).toBe(`https://ecs.${region}.aliyuncs.com`);
    expect(hostOfSdk(region)).toBe(`ecs.${region}.aliyuncs.com`);
  },
);

test("cn-hangzhou is asked at the host that the documentation names", () => {
  expect(publicEndpoint("cn-hangzhou")).toBe("https://ecs.cn-hangzhou.aliyuncs.com");
});

test.each(Object.keys(hostsByRegion))("%s is asked where the official client asks", (region) => {
  expect(publicEndpoint(region)).toBe(`https://${hostOfSdk(region)}`);
});
