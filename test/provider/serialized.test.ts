import { serializedProvider, typeToken } from "../../provider/serialized";

test("what states hold never changes", () => {
  expect(typeToken).toBe("pulumi-nodejs:dynamic/secgroup:SecurityGroupMembership");
  expect(serializedProvider).toBe(
    'exports.handler=()=>require("module").createRequire(process.cwd()+"/")("pulumi-secgroup/provider").SecurityGroupMembership;',
  );
});
