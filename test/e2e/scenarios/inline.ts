/**
 * The text of a program that defines `inline(name, { cloud, region, targetId, groups, takesMs, nonce })`: a target of the same
 * program, whose own list of groups is written as a whole; anew whenever one of these changes. It needs `resources`.
 */
export const inlineClass = (endpoint: string): string => `
const pulumi = require("@pulumi/pulumi");
const write = async ({ endpoint, takesMs, body }) => {
  if (takesMs > 0) await new Promise((resolve) => setTimeout(resolve, takesMs));
  const answer = await fetch(endpoint + "/_emulator/memberships", { method: "PUT", body });
  if (!answer.ok) throw new Error(await answer.text());
};
const provider = {
  async create(inputs) { await write(inputs); return { id: inputs.targetId, outs: inputs }; },
  async diff(id, olds, news) { return { changes: olds.body !== news.body || olds.nonce !== news.nonce }; },
  async update(id, olds, news) { await write(news); return { outs: news }; },
  async delete() {},
};
class Inline extends pulumi.dynamic.Resource {}
const inline = (name, { cloud, region, targetId, groups, takesMs = 0, nonce = "" }) => resources[name] = new Inline(provider, name, {
  endpoint: ${JSON.stringify(endpoint)}, targetId, takesMs, nonce, body: JSON.stringify({ cloud, region, targetId, groups }),
});`;
