import { foreignIdsIn } from "../../../provider/model/id-forms";

test.each([
  ["alicloud", "instanceId", "ins-1", "an instance ID of tencentcloud", '"i-"'],
  ["alicloud", "securityGroupId", "g-a", "a security group ID of baiducloud", '"sg-"'],
  ["alicloud", "securityGroupId", "esg-a", "a security group ID of baiducloud", '"sg-"'],
  ["tencentcloud", "instanceId", "i-1", "an instance ID of alicloud", '"ins-"'],
  ["tencentcloud", "securityGroupId", "g-a", "a security group ID of baiducloud", '"sg-"'],
  ["baiducloud", "instanceId", "ins-1", "an instance ID of tencentcloud", '"i-"'],
  ["baiducloud", "securityGroupId", "sg-1", "a security group ID of alicloud", '"g-" or "esg-"'],
  ["alicloud", "instanceId", "sg-1", "a security group ID of alicloud", '"i-"'],
  ["tencentcloud", "networkInterfaceId", "ins-1", "an instance ID of tencentcloud", '"eni-"'],
  ["baiducloud", "securityGroupId", "eni-1", "a network interface ID of baiducloud", '"g-" or "esg-"'],
])("on %s the %s %s is told by its form", (cloud, property, id, what, form) => {
  const problems = foreignIdsIn({ cloud, [property]: id });
  expect([...problems.keys()]).toEqual([property]);
  expect(problems.get(property)).toMatch(new RegExp(`^given "${id}", which has the form of ${what};`));
  expect(problems.get(property)).toContain(`ID of ${cloud} begins with ${form}`);
});

test.each([
  ["alicloud", { securityGroupId: "sg-1", instanceId: "i-1" }],
  ["alicloud", { securityGroupId: "G1234567890", instanceId: "AY1209061556281212d2" }],
  ["tencentcloud", { securityGroupId: "sg-1", networkInterfaceId: "eni-1" }],
  ["baiducloud", { securityGroupId: "g-a", instanceId: "i-1" }],
  ["baiducloud", { securityGroupId: "esg-a", instanceId: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }],
  ["elsewhere", { securityGroupId: "g-a", instanceId: "ins-1" }],
])("on %s IDs of its own, of unknown forms and of unknown clouds pass: %j", (cloud, ids) => {
  expect(foreignIdsIn({ cloud, ...ids })).toEqual(new Map());
});
