/**
 * Hostile answers to every call of the port, on every cloud, over HTTP: other IDs, inherited keys, line breaks and terminal
 * sequences in every field, quoted secrets and signatures, JSON of other shapes, no JSON at all. Whatever comes:
 * 1. a call ends with an answer or with an error of ours, and nothing is left unhandled;
 * 2. no text that is shown holds a control character, a command, a secret, a token or a signature;
 * 3. a record says what the cloud said of this very ID, and "gone", "already a member" and "not a member" are what it said.
 *
 * `SECGROUP_PROPERTY_SEED` and `SECGROUP_PROPERTY_RUNS` (for each cloud) play other answers; a failure tells the seed.
 */
import * as fc from "fast-check";
import { systemClock } from "../../../provider/calls/clock";
import type { Cloud, TargetRecord } from "../../../provider/clouds/cloud";
import { cannot } from "../../../provider/lifecycle/failure";
import { obstacleOfTarget } from "../../../provider/lifecycle/obstacles";
import { read } from "../../../provider/lifecycle/read";
import { newMemory } from "../../../provider/lifecycle/session";
import { CloudError, UserError } from "../../../provider/model/errors";
import { inputsSchema } from "../../../provider/model/inputs";
import { type CloudName, cloudNames, targetOf } from "../../../provider/model/membership";
import { hasRawControl, hostileTexts, isColor, isCommand } from "../../hostile";
import {
  type Answers,
  answersOf,
  type Entry,
  type Heard,
  impatient,
  key,
  openAt,
  Speaker,
  type Spoken,
} from "./speaker";

const seed = Number(process.env["SECGROUP_PROPERTY_SEED"] ?? 20_260_101);
const runs = Number(process.env["SECGROUP_PROPERTY_RUNS"] ?? 300);

/** What an answer quotes of the request, once it is known. */
const echoes = ["{authorization}", "{signature}", "{token}", "{token,encoded}", "{token,escaped}"] as const;
const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...hostileTexts) },
  { weight: 2, arbitrary: fc.constantFrom(...echoes) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 20 }) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...hostileTexts), fc.constantFrom(...echoes)).map((both) => both.join("")),
  },
);

/** An answer, with what it says where it is in the documented shape. */
type Said =
  | { readonly kind: "entries"; readonly of: "instances" | "interfaces"; readonly entries: readonly Entry[] }
  | { readonly kind: "entry"; readonly of: "instance" | "interface"; readonly entry: Entry }
  | { readonly kind: "groups"; readonly ids: readonly string[] }
  | { readonly kind: "group"; readonly id: string }
  | { readonly kind: "written" }
  | {
      readonly kind: "refusal";
      readonly code: string;
      readonly message: string;
      readonly requestId: string;
      readonly status: number;
    }
  | { readonly kind: "other"; readonly status: number; readonly body: string };

/** Codes that mean something to the adapters, of all clouds. */
const codes = [
  "InvalidInstanceId.NotFound",
  "InvalidEniId.NotFound",
  "InvalidSecurityGroupId.NotFound",
  "ResourceNotFound",
  "NoSuchObject",
  "InvalidInstanceId.AlreadyExists",
  "InstanceNotInSecurityGroup",
  "UnsupportedOperation",
  "PreconditionFailed",
  "InternalError",
  "Throttling",
  "LimitExceeded",
  "SignatureDoesNotMatch",
] as const;

function saidBy({ ids }: Answers): fc.Arbitrary<Said> {
  const near = (id: string) => fc.constantFrom(`${id}\n`, ` ${id}`, id.toUpperCase(), `${id}\u200b`);
  const targetId = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(ids.instance, ids.eni) },
    { weight: 2, arbitrary: fc.constantFrom(ids.other, ids.otherEni) },
    { weight: 1, arbitrary: fc.oneof(near(ids.instance), near(ids.eni)) },
    { weight: 1, arbitrary: text },
  );
  const groupId = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(ids.group, ids.otherGroup) },
    { weight: 1, arbitrary: near(ids.group) },
    { weight: 1, arbitrary: text },
  );
  const entry: fc.Arbitrary<Entry> = fc.record(
    { id: targetId, groups: fc.array(groupId, { maxLength: 3 }), status: text },
    { requiredKeys: ["id", "groups"] },
  );
  const status = fc.constantFrom(200, 200, 204, 301, 400, 403, 404, 429, 500, 503);
  return fc.oneof(
    fc.record({
      kind: fc.constant("entries" as const),
      of: fc.constantFrom("instances" as const, "interfaces" as const),
      entries: fc.array(entry, { maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant("entry" as const),
      of: fc.constantFrom("instance" as const, "interface" as const),
      entry,
    }),
    fc.record({ kind: fc.constant("groups" as const), ids: fc.array(groupId, { maxLength: 3 }) }),
    fc.record({ kind: fc.constant("group" as const), id: groupId }),
    fc.record({ kind: fc.constant("written" as const) }),
    fc.record({
      kind: fc.constant("refusal" as const),
      code: fc.oneof(fc.constantFrom(...codes), text),
      message: text,
      requestId: text,
      status,
    }),
    fc.record({
      kind: fc.constant("other" as const),
      status,
      body: fc.oneof(text, fc.json({ maxDepth: 3 }), fc.constantFrom("null", "[]", "{", '{"Response":null}', "<html>")),
    }),
  );
}

function spoken(answers: Answers, said: Said): Spoken {
  switch (said.kind) {
    case "entries":
      return { body: answers[said.of](said.entries) };
    case "entry":
      return { body: answers[said.of](said.entry) };
    case "groups":
      return { body: answers.groups(said.ids) };
    case "group":
      return { body: answers.group(said.id) };
    case "written":
      return { body: answers.written };
    case "refusal":
      return { status: said.status, ...answers.refusal(said.code, said.message, said.requestId) };
    case "other":
      return { status: said.status, body: said.body };
  }
}

const signatureOf = ({ headers }: Heard): string => /[0-9a-f]{64}$/.exec(headers.authorization ?? "")?.[0] ?? "";

function withEchoes(body: string, heard: Heard): string {
  const inJson = (given: string) => JSON.stringify(given).slice(1, -1);
  return body
    .replaceAll("{authorization}", inJson(heard.headers.authorization ?? ""))
    .replaceAll("{signature}", signatureOf(heard))
    .replaceAll("{token}", key.token)
    .replaceAll("{token,encoded}", encodeURIComponent(key.token))
    .replaceAll("{token,escaped}", key.token.replaceAll("/", "\\/"));
}

/** What can be asked of a cloud. */
const asks = {
  "read an instance": (cloud: Cloud, { instance }: Answers["ids"]) =>
    cloud.readTargets([targetOf(instance)], impatient),
  "read an interface": (cloud: Cloud, { eni }: Answers["ids"]) => cloud.readTargets([targetOf(eni)], impatient),
  "read both": (cloud: Cloud, { instance, eni, other }: Answers["ids"]) =>
    cloud.readTargets([instance, eni, other].map(targetOf), impatient),
  "confirm an instance": (cloud: Cloud, { instance }: Answers["ids"]) =>
    cloud.confirmTarget(targetOf(instance), impatient),
  "confirm an interface": (cloud: Cloud, { eni }: Answers["ids"]) => cloud.confirmTarget(targetOf(eni), impatient),
  "list instances": (cloud: Cloud) => cloud.listTargets({ vpcId: "vpc-1" }, "instance", undefined, impatient),
  "list interfaces": (cloud: Cloud) => cloud.listTargets({ vpcId: "vpc-1" }, "networkInterface", undefined, impatient),
  "list a group": (cloud: Cloud, { group }: Answers["ids"]) =>
    cloud.listTargets({ securityGroupId: group }, "instance", undefined, impatient),
  "read groups": (cloud: Cloud, { group, otherGroup }: Answers["ids"]) =>
    cloud.readGroups([group, otherGroup], impatient),
  "join an instance": (cloud: Cloud, { group, instance }: Answers["ids"]) =>
    cloud.join(group, [targetOf(instance)], impatient),
  "join an interface": (cloud: Cloud, { group, eni }: Answers["ids"]) => cloud.join(group, [targetOf(eni)], impatient),
  "leave with an instance": (cloud: Cloud, { group, instance }: Answers["ids"]) =>
    cloud.leave(group, [targetOf(instance)], impatient),
  "leave with an interface": (cloud: Cloud, { group, eni }: Answers["ids"]) =>
    cloud.leave(group, [targetOf(eni)], impatient),
  "see a membership": async (cloud: Cloud, { group, instance }: Answers["ids"]) => {
    const inputs = inputsSchema.parse({
      cloud: cloud.name,
      region: "region-1",
      securityGroupId: group,
      instanceId: instance,
    });
    return await read(inputs, inputs, {
      cloudOf: () => cloud,
      defaultRegion: () => undefined,
      regionSources: () => "",
      driftCheck: "up",
      notice: () => undefined,
      clock: systemClock,
      memory: newMemory(),
    });
  },
} as const;
type Ask = keyof typeof asks;

let speaker: Speaker;
const unhandled: unknown[] = [];
const note = (error: unknown) => unhandled.push(error);
beforeAll(async () => {
  speaker = new Speaker();
  await speaker.open();
  process.on("unhandledRejection", note).on("uncaughtException", note);
});
afterAll(() => {
  process.off("unhandledRejection", note).off("uncaughtException", note);
  speaker.close();
});

function expectShowable(shown: string): void {
  if (hasRawControl(shown) || isCommand(shown) || isColor(shown))
    throw new Error(`not fit to be shown: ${JSON.stringify(shown)}`);
  const secrets = [key.secret, key.token, ...speaker.heard.map(signatureOf)].filter(Boolean);
  for (const secret of secrets) {
    for (const form of [secret, encodeURIComponent(secret), secret.replaceAll("/", "\\/")]) {
      if (shown.includes(form)) throw new Error(`holds ${form}: ${JSON.stringify(shown)}`);
    }
  }
}

function expectError(error: unknown): void {
  if (!(error instanceof UserError)) throw new Error(`not an error of ours: ${String(error)}`, { cause: error });
  expectShowable(error.message);
  if (!(error instanceof CloudError)) return;
  for (const shown of [error.code, error.reason, error.operation, error.requestId ?? "", error.advice])
    expectShowable(shown);
}

/** What the answers so far said of targets, in the documented shape. */
const entriesIn = (all: readonly Said[]): readonly Entry[] =>
  all.flatMap((said) => (said.kind === "entries" ? said.entries : said.kind === "entry" ? [said.entry] : []));

function expectRecord(name: CloudName, record: TargetRecord, all: readonly Said[]): void {
  const { id } = record.target;
  const told = entriesIn(all).some(
    (entry) => entry.id === id && JSON.stringify(entry.groups) === JSON.stringify(record.securityGroupIds),
  );
  if (!told) throw new Error(`nobody said of ${id}: ${JSON.stringify(record.securityGroupIds)}`);
  const membership = { cloud: name, region: "region-1", securityGroupId: "sg-1", target: record.target };
  expectShowable(cannot("join", membership, obstacleOfTarget(record) ?? record.status));
}

/** Whether an answer is a refusal by a code that means something. */
function refuses(said: Said): boolean {
  return said.kind === "refusal" && (codes as readonly string[]).includes(said.code);
}

function expectGone(id: string, all: readonly Said[]): void {
  const last = all.at(-1);
  if (last?.kind === "entries" && last.entries.some((entry) => entry.id === id)) throw new Error(`${id} was shown`);
  if (!all.some((said) => refuses(said) || said.kind === "entries")) throw new Error(`nobody said that ${id} is gone`);
}

describe.each(cloudNames)("%s", (name) => {
  const answers = answersOf[name];
  const { ids } = answers;

  async function play(ask: Ask, script: readonly Said[]): Promise<void> {
    const all: Said[] = [];
    speaker.heard.length = 0;
    speaker.answer = (heard) => {
      const said = script[all.length % script.length] ?? { kind: "written" };
      all.push(said);
      const { body, ...more } = spoken(answers, said);
      return { ...more, body: withEchoes(body, heard) };
    };
    let result: Awaited<ReturnType<(typeof asks)[Ask]>>;
    try {
      result = await asks[ask](openAt(speaker, name), ids);
    } catch (error) {
      expectError(error);
      return;
    }
    const asked = ask.includes("interface") ? ids.eni : ids.instance;
    if (result === undefined) {
      // Baidu has no list of a group's interfaces; everywhere else it means gone.
      if (!ask.startsWith("list")) expectGone(asked, all);
    } else if (result === "there" || result === "gone") {
      const own = entriesIn(all).filter((entry) => entry.id === asked);
      if (result === "there" && !own.some(({ groups }) => groups.includes(ids.group)))
        throw new Error("nobody said so");
      if (result === "gone" && own.length === 0) expectGone(asked, all);
    } else if (result instanceof Map) {
      for (const [id, found] of result as ReadonlyMap<string, object>) {
        if ("target" in found) {
          if ((found as TargetRecord).target.id !== id) throw new Error(`${id} is another`);
          if (![ids.instance, ids.eni, ids.other].includes(id)) throw new Error(`${id} was not asked for`);
          expectRecord(name, found as TargetRecord, all);
        } else if ("outcome" in found) {
          expectOutcome(id, found as { outcome: string; error?: unknown }, all);
        } else if (![ids.group, ids.otherGroup].includes(id)) {
          throw new Error(`the group ${id} was not asked for`);
        } else if (
          !all.some((said) =>
            said.kind === "groups" ? said.ids.includes(id) : said.kind === "group" && said.id === id,
          )
        ) {
          throw new Error(`nobody said that ${id} is there`);
        }
      }
    } else if ("records" in result) {
      for (const record of result.records) expectRecord(name, record, all);
    } else {
      expectRecord(name, result as TargetRecord, all);
    }
  }

  function expectOutcome(
    id: string,
    { outcome, error }: { outcome: string; error?: unknown },
    all: readonly Said[],
  ): void {
    const own = entriesIn(all).filter((entry) => entry.id === id);
    const refused = all.some(refuses);
    switch (outcome) {
      case "failed":
        expectError(error);
        break;
      case "alreadyMember":
        if (!refused && !own.some(({ groups }) => groups.includes(ids.group))) throw new Error("nobody said so");
        break;
      case "notMember":
        if (!refused && !own.some(({ groups }) => !groups.includes(ids.group))) throw new Error("nobody said so");
        break;
      default:
        expect(["joined", "left"]).toContain(outcome);
    }
  }

  test("no answer is shown raw, and none is read as what it does not say", async () => {
    const script = fc.array(saidBy(answers), { minLength: 1, maxLength: 3 });
    const ask = fc.constantFrom(...(Object.keys(asks) as Ask[]));
    await fc.assert(fc.asyncProperty(ask, script, play), { seed, numRuns: runs });
    expect(unhandled).toEqual([]);
  });
});
