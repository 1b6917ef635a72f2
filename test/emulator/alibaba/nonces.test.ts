import { Nonces } from "../../../emulator/alibaba/nonces";

test("a nonce is refused until its window is over", () => {
  const nonces = new Nonces();
  expect(nonces.use("a", 0, 100)).toBe(true);
  expect(nonces.use("a", 99, 199)).toBe(false);
  expect(nonces.use("a", 100, 200)).toBe(true);
});

test("memory is bounded: the oldest are forgotten first", () => {
  const nonces = new Nonces();
  for (let number = 0; number <= 200_000; number += 1) nonces.use(String(number), 0, 1);
  expect(nonces.use("200000", 0, 1)).toBe(false);
  expect(nonces.use("0", 0, 1)).toBe(true);
});
