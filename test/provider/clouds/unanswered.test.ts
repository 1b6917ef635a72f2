import { failedWithoutAnswer } from "../../../provider/clouds/unanswered";
import { Interrupted } from "../../../provider/clouds/unreached";

const asked = { cloud: "baiducloud", operation: "bind", endpoint: new URL("https://bcc.bj.baidubce.com") } as const;
const system = (code: string): Error => Object.assign(new Error(`connect ${code} 192.0.2.1:443`), { code });

test.each(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT", "ECONNRESET"])(
  "before there is a connection, %s can be tried again: nothing was sent",
  (code) => {
    const error = failedWithoutAnswer(asked, system(code));
    expect(error).toMatchObject({ kind: "unavailable", code, outcomeUnknown: false });
  },
);

test.each([
  [
    "https://ecs.cn-hangzou.aliyuncs.com",
    "ENOTFOUND",
    /^There is no such host: check the spelling of region, .*network/,
  ],
  ["https://bcc.bj.baidubce.com", "ECONNREFUSED", /^Check the network/],
  ["http://127.0.0.1:4400", "ECONNREFUSED", /^Nothing listens there: start the emulator .*or unset it/],
])("%s that ends with %s has advice of its own", (endpoint, code, says) => {
  expect(failedWithoutAnswer({ ...asked, endpoint: new URL(endpoint) }, system(code)).advice).toMatch(says);
});

test("so is a host none of whose addresses took the connection", () => {
  const error = failedWithoutAnswer(asked, Object.assign(new AggregateError([]), { code: "ETIMEDOUT" }));
  expect(error).toMatchObject({ kind: "unavailable", code: "ETIMEDOUT", outcomeUnknown: false });
});

test.each([
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "ERR_SSL_WRONG_VERSION_NUMBER",
  "EPROTO",
  "ERR_INVALID_CHAR",
])("%s is refused here, and trying again cannot help", (code) => {
  const error = failedWithoutAnswer(asked, system(code));
  expect(error).toMatchObject({ kind: "unexpected", code, outcomeUnknown: false });
});

test.each(["ECONNRESET", "EPIPE", "ETIMEDOUT", "ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC", "Timeout"])(
  "once the request can have been sent, %s leaves the outcome unknown",
  (code) => {
    const error = failedWithoutAnswer(asked, new Interrupted(code));
    expect(error).toMatchObject({ kind: "unavailable", code, outcomeUnknown: true });
  },
);
