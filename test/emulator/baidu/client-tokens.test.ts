import { ClientTokens } from "../../../emulator/baidu/client-tokens";
import type { Region } from "../../../emulator/store";

const DAY = 24 * 60 * 60 * 1000;
const region = {} as Region;

test("a token is forgotten a day after its latest use", () => {
  let now = 0;
  const tokens = new ClientTokens(() => now);
  const work = jest.fn(() => ({}));
  tokens.once(region, "a", "request", work);
  now = DAY - 1;
  tokens.once(region, "a", "request", work);
  now = 2 * DAY - 2;
  tokens.once(region, "a", "request", work);
  expect(work).toHaveBeenCalledTimes(1);
  now = 3 * DAY - 2;
  tokens.once(region, "a", "another request", work);
  expect(work).toHaveBeenCalledTimes(2);
});

test("regions do not share tokens", () => {
  const tokens = new ClientTokens(() => 0);
  tokens.once(region, "a", "request", () => ({}));
  expect(() => tokens.once({} as Region, "a", "another request", () => ({}))).not.toThrow();
});

test("memory is bounded: the oldest are forgotten first", () => {
  const tokens = new ClientTokens(() => 0);
  for (let number = 0; number <= 100_000; number += 1) tokens.once(region, String(number), "request", () => ({}));
  expect(() => tokens.once(region, "100000", "another", () => ({}))).toThrow(
    expect.objectContaining({ code: "IdempotentParameterMismatch" }) as Error,
  );
  expect(() => tokens.once(region, "0", "another", () => ({}))).not.toThrow();
});
