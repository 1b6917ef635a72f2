/** What finding programs, a home, temporary files, proxies and certificates takes, and nothing that can be a key. */
const harmless = new Set([
  ...["PATH", "HOME", "TMPDIR"],
  ...["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"],
  ...["SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS"],
  // Windows starts nothing without these.
  ...["SYSTEMROOT", "COMSPEC", "PATHEXT", "USERPROFILE", "LOCALAPPDATA", "TEMP", "TMP"],
]);

/**
 * The environment for programs that come from elsewhere, such as a downloaded installer: without access keys, tokens and
 * passphrases, whatever they are called.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function bareEnvironment(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => harmless.has(name.toUpperCase())));
}
