import { Rates } from "../../emulator/rates";

test("admits no more than the limit in any second, and counts each key for itself", () => {
  let now = 0;
  const rates = new Rates(() => now);
  const admitted: number[] = [];
  for (; now < 3000; now += 50) if (rates.admit("a", 5)) admitted.push(now);
  for (const time of admitted) {
    expect(admitted.filter((other) => other >= time && other < time + 1000).length).toBeLessThanOrEqual(5);
  }
  expect(admitted).toHaveLength(15);
  expect(rates.admit("b", 5)).toBe(true);
});

test("a limit below one is one request in its time", () => {
  let now = 0;
  const rates = new Rates(() => now);
  expect(rates.admit("a", 0.5)).toBe(true);
  now = 1999;
  expect(rates.admit("a", 0.5)).toBe(false);
  now = 2000;
  expect(rates.admit("a", 0.5)).toBe(true);
});
