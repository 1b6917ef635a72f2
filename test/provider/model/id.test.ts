import { formatId, parseId } from "../../../provider/model/id";
import type { Membership } from "../../../provider/model/membership";

const membership: Membership = {
  cloud: "alicloud",
  region: "cn-hangzhou",
  securityGroupId: "sg-1",
  target: { kind: "instance", id: "i-1" },
};

test("an ID names the cloud, the region, the group and the target", () => {
  expect(formatId(membership)).toBe("alicloud/cn-hangzhou/sg-1/i-1");
});

test("an ID is parsed back into the membership it was made of", () => {
  expect(parseId(formatId(membership))).toEqual(membership);
});

test("a target whose ID begins eni- is a network interface", () => {
  expect(parseId("baiducloud/bj/g-1/eni-1").target).toEqual({ kind: "networkInterface", id: "eni-1" });
});

test.each([
  "",
  "sg-1/i-1",
  "aws/us-east-1/sg-1/i-1",
  "alicloud//sg-1/i-1",
  "alicloud/cn-hangzhou/sg-1/i-1/more",
  "alicloud/x.example.com#/sg-1/i-1",
  "alicloud/cn-hangzhou/sg 1/i-1",
])("%j is refused with the form that an ID has", (id) => {
  expect(() => parseId(id)).toThrow("must read <cloud>/<region>/<securityGroupId>/<targetId>");
});
