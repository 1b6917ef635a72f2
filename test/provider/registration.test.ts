import { agoMs, takeRegistration } from "../../provider/registration";

const moment = { wallMs: 1_000_000, monotonicMs: 5_000 };

test.each([
  ["both clocks agree", { wallMs: 1_000_300, monotonicMs: 5_300 }, 300],
  ["the wall clock was set forward", { wallMs: 9_000_000, monotonicMs: 5_300 }, 300],
  ["the wall clock was set back", { wallMs: 500_000, monotonicMs: 5_300 }, 0],
  ["the other process counts from another start", { wallMs: 1_000_300, monotonicMs: 99_000 }, 300],
  ["the other process counts from a later start", { wallMs: 1_000_300, monotonicMs: 10 }, 0],
])("a moment lies no longer ago than either clock says: %s", (_name, now, ago) => {
  expect(agoMs(moment, now)).toBe(ago);
});

const inputs = { cloud: "alicloud", region: "cn-hangzhou", securityGroupId: "sg-1", instanceId: "i-1" };

test("a registration is taken out of the inputs, which stay as they are", () => {
  const registration = { knownAt: moment, owned: true, givenUp: [] };
  expect(takeRegistration({ ...inputs, __registration: registration })).toEqual({ inputs, registration });
});

test.each([
  ["missing", {}],
  ["not known yet", { __registration: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }],
  ["of another form", { __registration: { knownAt: "yesterday", owned: 1, givenUp: [{ cloud: "none" }] } }],
])("a registration that is %s tells nothing", (_name, given) => {
  const { inputs: left, registration } = takeRegistration({ ...inputs, ...given });
  expect(left).toEqual(inputs);
  expect(JSON.stringify(registration)).toBe("{}");
});
