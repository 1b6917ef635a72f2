/** What an answer quotes of the request (secret, session token, signature, the text that was signed) is in no error. */
import type { Cloud } from "../../../provider/clouds/cloud";
import type { CloudError } from "../../../provider/model/errors";
import { cloudNames, targetOf } from "../../../provider/model/membership";
import { answersOf, impatient, key, openAt, Speaker, type Heard } from "./speaker";

let speaker: Speaker;
beforeEach(async () => {
  speaker = new Speaker();
  await speaker.open();
});
afterEach(() => speaker.close());

const twice = (text: string) => encodeURIComponent(encodeURIComponent(text));
const everyChar = (text: string, form: (code: number) => string) =>
  Array.from(text, (char) => form(char.charCodeAt(0))).join("");
const hex = (code: number) => code.toString(16).padStart(2, "0");

/** How a server can spell what it quotes. */
const spellings: readonly (readonly [string, (text: string) => string])[] = [
  ["as it is", (text) => text],
  ["percent-encoded", encodeURIComponent],
  [
    "percent-encoded in small letters",
    (text) => encodeURIComponent(text).replace(/%../g, (code) => code.toLowerCase()),
  ],
  ["percent-encoded twice", twice],
  ["percent-encoded, every character", (text) => everyChar(text, (code) => `%${hex(code)}`)],
  ["escaped as in JSON", (text) => text.replaceAll("/", "\\/")],
  ["escaped as in JSON, every character", (text) => everyChar(text, (code) => `\\u00${hex(code)}`)],
  [
    "escaped as in HTML",
    (text) =>
      everyChar(text, (code) => (/\w/.test(String.fromCharCode(code)) ? String.fromCharCode(code) : `&#${code};`)),
  ],
  ["in Base64", (text) => Buffer.from(text).toString("base64")],
  ["in Base64, among other text", (text) => Buffer.from(`ab${text}cd`).toString("base64")],
  ["in Base64 for URLs", (text) => Buffer.from(`a${text}`).toString("base64url")],
];

/** Every spelling of a secret, without the ends that Base64 mixes with what is around. */
function isIn(text: string, secret: string): boolean {
  return spellings.some(([, spell]) => text.toLowerCase().includes(spell(secret).slice(4, -6).toLowerCase()));
}

const signatureOf = ({ headers }: Heard): string => /[0-9a-f]{64}$/.exec(headers.authorization ?? "")?.[0] ?? "none";

const failure = async (running: Promise<unknown>): Promise<CloudError> => {
  try {
    await running;
  } catch (error) {
    return error as CloudError;
  }
  throw new Error("it did not fail");
};

describe.each(cloudNames)("%s", (name) => {
  const { ids, refusal, instances, instance } = answersOf[name];
  let cloud: Cloud;
  beforeEach(() => {
    cloud = openAt(speaker, name);
  });
  const read = () => failure(cloud.readTargets([targetOf(ids.instance)], impatient));
  const textsOf = (error: CloudError) => [error.message, error.code, error.reason, error.requestId ?? "", error.advice];

  test.each(spellings)("quoted %s in message, code and request ID", async (_how, spell) => {
    speaker.answer = (heard) => {
      const quoted = `bad ${spell(key.secret)} ${spell(key.token)} ${signatureOf(heard)} end`;
      return refusal(quoted, quoted, quoted);
    };
    const error = await read();
    expect(error.name).toBe("CloudError");
    expect(error.reason).toMatch(/^bad .*\*\*\*.* end$/);
    expect(error.requestId).toMatch(/^bad .*\*\*\*.* end$/);
    const signature = signatureOf(speaker.heard[0] ?? ({ headers: {} } as Heard));
    expect(signature).toMatch(/^[0-9a-f]{64}$/);
    for (const text of textsOf(error)) {
      expect(isIn(text, key.secret)).toBe(false);
      expect(isIn(text, key.token)).toBe(false);
      expect(text).not.toContain(signature);
    }
  });

  test("the header that signs, quoted whole", async () => {
    speaker.answer = ({ headers }) => refusal("Odd", `cannot read ${headers.authorization ?? ""}.`, "R");
    const error = await read();
    expect(error.message).toContain("***");
    for (const { headers } of speaker.heard) {
      expect(error.message).not.toContain(signatureOf({ headers } as Heard));
    }
  });

  test.each(["server string to sign is:", "StringToSign: ", "The canonical request was:\n"])(
    "the text that a server signed, after %j, whatever the code",
    async (before) => {
      const signed = `${before}POST\n/\nhost:x\nx-acs-security-token:${key.token.slice(0, 20)}\n`;
      speaker.answer = () => refusal("Odd", `Specified signature is not matched. ${signed}`, "R");
      expect((await read()).message).toMatch(/^Odd: Specified signature is not matched\.( The)?\.? \(/);
      speaker.answer = () => refusal("Odd", signed, "R");
      expect((await read()).message).toMatch(/^Odd: (no reason was given|The)\. \(/);
    },
  );

  test("an answer that would be a success, and quotes the token as what is shown, is an error without it", async () => {
    const entry = { id: ids.instance, groups: [ids.group], status: `Stuck ${key.token}` };
    speaker.answer = ({ operation }) => ({
      body: /Attribute$|^GET .*\/i-1$/.test(operation) ? instance(entry) : instances([entry]),
    });
    const error = await read();
    expect(error).toMatchObject({ kind: "unexpected", code: "UnexpectedAnswer" });
    expect(isIn(error.message, key.token)).toBe(false);
  });

  test("an ID that is the token is not quoted back", async () => {
    speaker.answer = () => ({ body: instances([{ id: key.token, groups: [ids.group] }]) });
    const error = await read();
    expect(error.message).toContain('"***" was not asked for');
    expect(isIn(error.message, key.token)).toBe(false);
  });

  test("a token that is cut by the end of a long message is not there in part", async () => {
    for (const length of [1_990, 1_960, 7_990, 65_530]) {
      speaker.answer = () => refusal("Odd", `${"x".repeat(length)}${key.token}`, "R");
      expect((await read()).message).not.toContain(key.token.slice(0, 8));
    }
  });
});

test("baiducloud: a header that quotes the token as the ID of a request", async () => {
  speaker.answer = () => ({ status: 403, headers: { "x-bce-request-id": `r ${key.token}` }, body: "" });
  const error = await failure(openAt(speaker, "baiducloud").readTargets([targetOf("i-1")], impatient));
  expect(error.requestId).toBe("r ***");
});

test("baiducloud: a field that is called like the token", async () => {
  speaker.answer = () => ({ body: JSON.stringify({ [key.token]: 1 }) });
  const outcomes = await openAt(speaker, "baiducloud").join("g-1", [targetOf("i-1")], impatient);
  const outcome = outcomes.get("i-1");
  const error = outcome?.outcome === "failed" ? outcome.error : undefined;
  expect(error).toMatchObject({ code: "UnexpectedAnswer", outcomeUnknown: true });
  expect(error?.message).not.toContain(key.token);
});
