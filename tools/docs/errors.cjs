// Writes docs/errors.md from the tables of the code. CommonJS, since both `npm run docs:errors` and the test that compares
// the page stand on it.
"use strict";

/**
 * @typedef {import("../../provider/model/errors.js").ErrorKind} ErrorKind
 *
 * @typedef {object} ErrorTable what a cloud's `errors.ts` exports
 * @property {Readonly<Partial<Record<ErrorKind, readonly string[]>>>} codesByKind
 * @property {Readonly<Record<string, Readonly<Record<string, ErrorKind>>>>} exceptions
 * @property {Readonly<Record<string, string>>} adviceByCode
 * @property {Readonly<Record<ErrorKind, string>>} advice
 * @property {Readonly<Partial<Record<ErrorKind, string>>>} adviceOnInterface
 * @property {(kind: ErrorKind, code: string, operation: string) => string} adviceOn
 *
 * @typedef {object} Tables
 * @property {Readonly<Record<"alicloud" | "tencentcloud" | "baiducloud", ErrorTable>>} clouds
 * @property {(error: any) => boolean} canPass whether an error of a kind is worth the same call again
 */

/** What each kind means, and in which order they are told. @type {Readonly<Record<ErrorKind, string>>} */
const meanings = {
  invalidInput: "Something in the request is wrong or not supported: an ID, a region, a parameter.",
  unauthorized:
    "The key, its signature or its token was refused, or a permission is missing. Never read as “not there”.",
  targetNotFound:
    "There is no such instance or network interface. As the answer to a leave this is done, not an error.",
  groupNotFound: "There is no such security group. As the answer to a leave this is done, not an error.",
  notMember: "The target is not in the group. As the answer to a leave this is done, not an error.",
  alreadyMember: "The target is in the group already. `onExisting` decides: adopted, or refused.",
  vpcMismatch: "Target and group are in different networks.",
  groupTypeConflict: "The group's type does not mix with that of the groups that the target is in.",
  targetQuota: "The target is in as many groups as it may.",
  groupQuota: "The group holds as many targets as it may.",
  ruleQuota: "The groups of the target would hold more rules together than the cloud allows. No group is left for it.",
  lastGroup: "The target would be left without a group.",
  targetState: "The target's state does not allow it. A state that passes is waited for, until `timeoutSeconds`.",
  targetLocked: "The target is locked or isolated.",
  managedByService: "A cloud service owns the target or the group, and only that service changes it.",
  busy: "Another operation is running on the target.",
  throttled: "Too many requests.",
  unavailable:
    "No answer, or the cloud's own failure. After a write the membership is read back before anything is said again.",
  unexpected: "An answer that is not documented for the call. A code that is in no table is this, and is shown whole.",
};

/** @type {Readonly<Record<keyof Tables["clouds"], { title: string, file: string }>>} */
const clouds = {
  alicloud: { title: "Alibaba Cloud", file: "provider/clouds/alibaba/errors.ts" },
  tencentcloud: { title: "Tencent Cloud", file: "provider/clouds/tencent/errors.ts" },
  baiducloud: { title: "Baidu AI Cloud", file: "provider/clouds/baidu/errors.ts" },
};

/**
 * Codes of our own, where there was no answer of the cloud's, or a call was not made. `test/docs/errors.test.ts` looks each
 * up in the code.
 */
const own = [
  ["ECONNREFUSED, ENOTFOUND, …", "unavailable", "There is no connection: the system's own code. Nothing was sent."],
  ["ConnectTimeout", "unavailable", "No connection was made in time. Nothing was sent."],
  ["ProxyUnreachable", "unavailable", "The proxy of `https_proxy` could not be reached. Nothing was sent."],
  ["ProxyRefused", "unexpected", "The proxy said no (407: give its user and password in its URL). Nothing was sent."],
  ["Timeout, ECONNRESET, …", "unavailable", "The request was sent, and no answer came."],
  ["NotJson, EmptyAnswer", "unavailable", "What answered is not the cloud's API: often a proxy or a gateway."],
  ["HTTP 502, …", "unavailable", "A status without a code, from a proxy or gateway; `unexpected` below 500."],
  ["HTTP 429", "throttled", "Too many requests. `Retry-After` is obeyed. With a code of the cloud too, 429 is this."],
  ["CERT_…, SELF_SIGNED_…, …", "unexpected", "The certificate was refused on this side: see [security](security.md)."],
  ["Redirected", "unexpected", "A redirect, which is not followed: the endpoint is not the cloud's."],
  ["UnexpectedAnswer", "unexpected", "The answer has another shape than documented, or is about another target."],
  ["AnswerTooLarge", "unexpected", "The answer is larger than 32 MiB, and was not read to its end."],
  ["NothingListed", "unauthorized", "Alibaba Cloud listed no network interface at all: gone, or not permitted?"],
  [
    "MixedGroupTypes",
    "groupTypeConflict",
    "Baidu AI Cloud: the write could take groups of the other type away; not made.",
  ],
  ["LastGroup", "lastGroup", "Baidu AI Cloud: the write would leave an interface without a group; not made."],
  ["NotShown", "unavailable", "Baidu AI Cloud: another program writes the same interface's groups at the same time."],
];

/**
 * The page, formatted as Prettier does.
 *
 * @param {Tables} tables
 * @returns {string}
 */
function errorsPage({ clouds: tables, canPass }) {
  const kinds = /** @type {ErrorKind[]} */ (Object.keys(meanings));
  const again = (/** @type {ErrorKind} */ kind) => (canPass({ kind }) ? "yes" : "");
  return [
    "<!-- Written by `npm run docs:errors` from the tables of the code. Do not edit. -->",
    "",
    "# Errors",
    "",
    "What each error code of the clouds is taken for, and what to do. A message reads: what was wanted, the cloud's code and",
    "sentence, the call, the HTTP status, the request's ID (the cloud's support asks for it), and what to do:",
    "",
    "```text",
    ...wrapped(
      "alicloud cn-hangzhou: cannot take instance i-1 out of security group sg-1: InstanceLastSecurityGroup: The specified " +
        "security group is the last security group for the instance. (LeaveSecurityGroup, HTTP 403, request 473469C7-…) " +
        tables.alicloud.advice.lastGroup,
    ),
    "```",
    "",
    "Kinds are found by exact code. A code that is not here is `unexpected`, and is shown as it came.",
    "",
    "## Kinds",
    "",
    "“Again” are the kinds that can pass by themselves: `throttled` and `busy` are tried again until the membership's",
    "deadline (`timeoutSeconds`), `unavailable` a few times. So is a target whose state passes. Everything else ends at once.",
    "",
    ...table(
      ["kind", "meaning", "again"],
      kinds.map((kind) => [`\`${kind}\``, meanings[kind], again(kind)]),
    ),
    "",
    "## Without an answer of the cloud",
    "",
    "The same for every cloud; what to do stands in the message.",
    "",
    ...table(
      ["code", "kind", "meaning"],
      own.map(([code = "", kind = "", meaning = ""]) => [listed(code.split(", ")), `\`${kind}\``, meaning]),
    ),
    ...Object.entries(clouds).flatMap(([name, { title, file }]) => [
      "",
      `## ${title}`,
      "",
      `From [${file}](../${file}).`,
      ...ofCloud(tables[/** @type {keyof Tables["clouds"]} */ (name)], kinds),
    ]),
    "",
  ].join("\n");
}

/**
 * One table of a cloud's codes by kind, then what to do.
 *
 * @param {ErrorTable} cloud
 * @param {readonly ErrorKind[]} kinds
 */
function ofCloud(cloud, kinds) {
  const { codesByKind, exceptions, advice, adviceOnInterface, adviceByCode, adviceOn } = cloud;
  const advised = kinds.filter((kind) => (codesByKind[kind] ?? []).length > 0);
  const codes = advised.flatMap((kind) => (codesByKind[kind] ?? []).map((code) => ({ code, kind })));
  const others = Object.entries(exceptions).flatMap(([operation, kindsByCode]) =>
    Object.entries(kindsByCode).map(([code, kind]) => ({ operation, code, kind })),
  );
  return [
    ...advised.flatMap((kind) => {
      const special = codes.filter(({ code, kind: its }) => its === kind && code in adviceByCode);
      /** @type {Map<string, string[]>} */
      const byAdvice = new Map();
      for (const { code } of special) {
        const text = shownAdvice(adviceOn(kind, code, "OPERATION"));
        byAdvice.set(text, [...(byAdvice.get(text) ?? []), code]);
      }
      return [
        "",
        `### ${kind}`,
        "",
        ...wrapped(`${listed([...(codesByKind[kind] ?? [])].sort())}.`),
        "",
        ...wrapped(shownAdvice(advice[kind])),
        ...ofInterface(adviceOnInterface[kind]),
        ...(special.length > 0 ? [""] : []),
        ...[...byAdvice].flatMap(([text, its]) => wrapped(`- ${listed(its)}: ${text}`)),
      ];
    }),
    ...(others.length > 0
      ? ["", "### By operation", "", "As the answer to one operation a code can mean something else.", ""]
      : []),
    ...others.flatMap(({ operation, code, kind }) => wrapped(`- \`${code}\` to \`${operation}\` is \`${kind}\`.`)),
  ];
}

/** @param {string | undefined} advice */
function ofInterface(advice) {
  return advice === undefined ? [] : ["", ...wrapped(`Of a network interface: ${shownAdvice(advice)}`)];
}

/** The call stands in the message; here its place. @param {string} text */
function shownAdvice(text) {
  return text.replace(/(?:(ecs|cvm|vpc):)?(?:\{operation\}|OPERATION)/g, "the operation that the message names");
}

/** @param {readonly string[]} codes */
function listed(codes) {
  return codes.map((code) => (code === "…" ? code : `\`${code}\``)).join(", ");
}

/** Lines of at most 120 characters; those of a list item after the first are set in. @param {string} text */
function wrapped(text) {
  const indent = text.startsWith("- ") ? "  " : "";
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= 120) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(last === undefined ? word : `${indent}${word}`);
  }
  return lines;
}

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
function table(head, rows) {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)));
  const line = (/** @type {readonly string[]} */ cells) =>
    `| ${widths.map((width, column) => (cells[column] ?? "").padEnd(width)).join(" | ")} |`;
  return [line(head), `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...rows.map(line)];
}

/** The codes of our own, without the dots of a list that goes on. */
const ownCodes = own.flatMap(([codes = ""]) => codes.split(", ")).filter((code) => code !== "…");

module.exports = { errorsPage, ownCodes };
