import { run } from "../setup/child.mjs";

/**
 * Whether what is checked out is a commit of the remote's main branch, as it was fetched last. A release from anywhere else
 * would be code that nobody reviewed.
 *
 * @param {string} root
 * @returns {Promise<boolean>} false also where there is no such branch
 */
export async function isOnMain(root) {
  const { code } = await run("git", ["merge-base", "--is-ancestor", "HEAD", "refs/remotes/origin/main"], { cwd: root });
  return code === 0;
}
