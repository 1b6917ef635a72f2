import { answersOf, key, Speaker } from "../provider/clouds/speaker";
import { hasRawControl, isCommand } from "../hostile";
import { Stack } from "./stack";

jest.setTimeout(120_000);

/** What a hostile endpoint says stands in the engine's output as harmless text. */

const { ids, refusal, instances, instance } = answersOf.alicloud;
let speaker: Speaker;
let stack: Stack;
beforeAll(async () => {
  speaker = new Speaker();
  await speaker.open();
  stack = await Stack.create({
    ALIBABA_CLOUD_ACCESS_KEY_ID: key.id,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: key.secret,
    ALIBABA_CLOUD_SECURITY_TOKEN: key.token,
    SECGROUP_ENDPOINT: speaker.url,
  });
  const args = { cloud: "alicloud", region: "cn-hangzhou", securityGroupId: ids.group, instanceId: ids.instance };
  stack.program(`new M("edge", ${JSON.stringify({ ...args, timeoutSeconds: 5 })});`);
});
afterAll(async () => {
  speaker.close();
  await stack.close();
});

/** The output of a run that fails, line by line. */
async function linesOf(command: "preview" | "up"): Promise<readonly string[]> {
  const { code, text } = await stack[command]();
  // A preview says what could not be asked, and shows the plan.
  if (command === "up") expect(code).not.toBe(0);
  return text.split("\n");
}

test.each(["preview", "up"] as const)(
  "codes, messages and request IDs with commands and secrets, in %s",
  async (command) => {
    const bad = "\n::error file=x::y\n##[group]z \u001b[31mred\u001b]0;t\u0007\u202e<{%fg 1%}>";
    speaker.answer = ({ headers }) => {
      const quoted = `${key.secret} ${key.token} ${headers.authorization ?? ""}`;
      return refusal(`constructor${bad}`, `no ${bad} ${quoted}`, `R${bad} ${quoted}`);
    };
    const lines = await linesOf(command);
    const told = lines.filter((line) => line.includes("constructor : :") || line.includes("constructor ::error"));
    expect(told.length).toBeGreaterThan(0);
    const signatures = speaker.heard.map(
      ({ headers }) => /[0-9a-f]{64}$/.exec(headers.authorization ?? "")?.[0] ?? "none",
    );
    for (const line of lines) {
      expect(hasRawControl(line.replaceAll("\t", " "))).toBe(false);
      expect(isCommand(line)).toBe(false);
      for (const secret of [key.secret, key.token, ...signatures]) expect(line).not.toContain(secret);
    }
  },
);

test("an answer about another instance creates nothing", async () => {
  const stranger = { id: ids.other, groups: [ids.group] };
  speaker.heard.length = 0;
  speaker.answer = ({ operation }) => ({
    body: operation === "DescribeInstanceAttribute" ? instance(stranger) : instances([]),
  });
  const lines = await linesOf("up");
  expect(lines.join("\n")).toContain(`"${ids.other}" was not asked for`);
  expect(stack.memberships()).toEqual([]);
  expect(speaker.heard.map(({ operation }) => operation)).not.toContain("JoinSecurityGroup");
});
