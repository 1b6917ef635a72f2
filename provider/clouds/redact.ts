/** Keeps what signs and what opens a session out of texts that users see: some answers quote the request that they refuse. */
import type * as z from "zod";
import type { AccessKey } from "../config/credentials";

/** What stands in place of a secret. */
const mask = "***";

/**
 * A text of a cloud without the caller's secret and session token, as they are or encoded (percent-encoded once or twice,
 * escaped as in JSON or HTML, in Base64), and without the text that a server signed, which some quote to explain that a
 * signature is wrong. Signatures themselves are taken out of every text that is shown (`model/clean.ts`).
 */
export function withoutSecrets(text: string, key: AccessKey): string {
  const shown = secretsOf(key).reduce((left, secret) => left.replace(patternOf(secret), mask), text);
  const signed = /\b(?:server )?(?:string ?to ?sign|canonical ?request)\b/i.exec(shown);
  return signed ? shown.slice(0, signed.index).trimEnd() : shown;
}

/** An answer of which nothing that is read may quote the caller's secret or session token: records are shown, too. */
export function withoutQuotes<A>(answer: z.ZodType<A>, key: AccessKey): z.ZodType<A> {
  return answer.refine((data) => !quotesSecret(data, key), "it quotes the credentials");
}

function quotesSecret(data: unknown, key: AccessKey): boolean {
  const text = JSON.stringify(data);
  return secretsOf(key).some((secret) => {
    const encoded = encodeURIComponent(secret);
    const forms = [secret, JSON.stringify(secret).slice(1, -1), encoded, encodeURIComponent(encoded)];
    return secret.length >= shortestQuoted && [...forms, ...base64sOf(secret)].some((form) => text.includes(form));
  });
}

/** The fewest characters of a secret, or of its Base64, that are looked for: fewer could be a part of anything. */
const shortestQuoted = 8;

function secretsOf({ secret, token }: AccessKey): readonly string[] {
  return token ? [secret, token] : [secret];
}

/** The secret in all of its spellings. */
function patternOf(secret: string): RegExp {
  const spelled = Array.from(secret, formsOf).join("");
  return new RegExp([spelled, ...base64sOf(secret).map(literal)].join("|"), "gi");
}

/** One character in each of the ways in which it can be written. */
function formsOf(char: string): string {
  const hex = (char.codePointAt(0) ?? 0).toString(16).padStart(2, "0");
  const forms = [
    `${literal("\\")}?${literal(char)}`,
    `%(?:25)?${hex}`,
    `\\\\u00${hex}`,
    `&#(?:x0*${hex}|0*${Number(`0x${hex}`)});`,
  ];
  return `(?:${forms.join("|")})`;
}

/** The secret in Base64, wherever it begins in what was encoded: without the characters that depend on what is around it. */
function base64sOf(secret: string): readonly string[] {
  const bits = 6;
  return [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]).toString("base64");
    const own = encoded.slice(Math.ceil((before * 8) / bits), Math.floor(((before + secret.length) * 8) / bits));
    return own.length < shortestQuoted ? [] : [own, own.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

function literal(text: string): string {
  return text.replace(/[^\w]/g, "\\$&");
}
