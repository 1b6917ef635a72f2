export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; /** What is wrong and where, on one line; none of the text. */ readonly problem: string };

/** Parses JSON; a failure says at which line and column. */
export function parseJson(text: string): ParsedJson {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    // The parser's own message quotes the text around the mistake, which can be a secret, and often has no position.
    const at = mistakeIn(text);
    const before = text.slice(0, at).split("\n");
    const what = at >= text.length ? "it ends too early" : "unexpected text";
    return { ok: false, problem: `${what} at line ${before.length}, column ${(before.at(-1) ?? "").length + 1}` };
  }
}

type Expected = "value" | "value or ]" | "key" | "key or }" | "colon" | "comma or end" | "nothing";

const TOKEN =
  // eslint-disable-next-line no-control-regex -- JSON itself keeps control characters out of strings
  /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[[\]{},:]/y;
const SPACE = /[ \t\r\n]*/y;

/** Where a text stops being JSON. No recursion: depth comes from outside. */
function mistakeIn(text: string): number {
  const open: ("[" | "{")[] = [];
  let expected: Expected = "value";
  let at = 0;
  for (;;) {
    SPACE.lastIndex = at;
    at += SPACE.exec(text)?.[0].length ?? 0;
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.[0];
    const next: Expected | undefined = token === undefined ? undefined : follow(token, expected, open);
    if (token === undefined || next === undefined) return at;
    at += token.length;
    expected = next;
  }
}

/** What may follow a token, or undefined if the token may not stand here. Keeps track of what is open. */
function follow(token: string, expected: Expected, open: ("[" | "{")[]): Expected | undefined {
  const after = (): Expected => (open.length === 0 ? "nothing" : "comma or end");
  const wantsValue = expected === "value" || expected === "value or ]";
  const ends = expected === "comma or end";
  switch (token) {
    case "{":
    case "[":
      if (!wantsValue) return undefined;
      open.push(token);
      return token === "{" ? "key or }" : "value or ]";
    case "}":
      return (ends || expected === "key or }") && open.pop() === "{" ? after() : undefined;
    case "]":
      return (ends || expected === "value or ]") && open.pop() === "[" ? after() : undefined;
    case ",":
      if (!ends) return undefined;
      return open.at(-1) === "{" ? "key" : "value";
    case ":":
      return expected === "colon" ? "value" : undefined;
    default:
      if (token.startsWith('"') && (expected === "key" || expected === "key or }")) return "colon";
      return wantsValue ? after() : undefined;
  }
}
