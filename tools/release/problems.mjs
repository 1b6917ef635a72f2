/**
 * What is in the way of a release, a sentence each; none if it can be published.
 *
 * @param {object} given
 * @param {string} given.tag such as "v1.2.3"
 * @param {{ version: string, repository?: string | { url?: string }, homepage?: string, bugs?: string | { url?: string } }} given.manifest
 *   package.json
 * @param {string} given.changelog the text of CHANGELOG.md
 * @param {string} [given.repository] owner/name of the repository that the workflow runs in, where there is one
 * @param {boolean} [given.onMain] whether the tag is on the main branch; undefined where that does not matter yet
 * @returns {string[]}
 */
export function releaseProblems({ tag, manifest, changelog, repository, onMain }) {
  const { version } = manifest;
  const problems = [];
  if (tag !== `v${version}`) problems.push(`the tag is ${tag}, and package.json says ${version}: tag v${version}`);
  if (onMain === false) problems.push(`${tag} is not on main: only what was merged there is released`);
  if (version.includes("-")) problems.push(`${version} is a pre-release, and would be what npm installs by default`);
  if (!hasSection(changelog, version)) {
    problems.push(`CHANGELOG.md has no entries under "## ${version}": name what is "Unreleased" so`);
  }
  const url = urlOf(manifest.repository);
  const addresses = { repository: url, homepage: manifest.homepage, bugs: urlOf(manifest.bugs) };
  const unset = Object.entries(addresses).filter(([, address]) => address?.includes(`/${placeholder}/`));
  if (unset.length > 0) {
    problems.push(
      `package.json has the placeholder ${placeholder} in ${unset.map(([field]) => field).join(", ")}: set the owner of the ` +
        `repository, sed -i.bak 's|/${placeholder}/|/<owner>/|' package.json`,
    );
  } else if (url === undefined) {
    problems.push("package.json has no `repository`, which npm checks provenance against: set it to this repository");
  } else if (repository !== undefined && !isRepository(url, repository)) {
    problems.push(`package.json says that the repository is ${url}, and this is ${repository}: npm would refuse it`);
  }
  return problems;
}

/** Stands for the owner of the repository until it is known. */
const placeholder = "OWNER";

/** @param {string | { url?: string } | undefined} field */
function urlOf(field) {
  return typeof field === "string" ? field : field?.url;
}

/**
 * Whether the changelog says something of a version, below a heading such as "## 1.2.3" or "## [1.2.3] - 2026-01-31".
 *
 * @param {string} changelog
 * @param {string} version
 */
function hasSection(changelog, version) {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => /^\[?([^\]\s]+)/.exec(text)?.[1] === version);
  return section !== undefined && /^- /m.test(section);
}

/**
 * @param {string} url
 * @param {string} repository
 */
function isRepository(url, repository) {
  return url
    .replace(/\.git$/, "")
    .toLowerCase()
    .endsWith(`/${repository.toLowerCase()}`);
}
