import { serialize } from "../../../provider/calls/serialize";
import type { Cloud, JoinOutcome } from "../../../provider/clouds/cloud";
import { targetOf } from "../../../provider/model/membership";
import { callFor, recordOf, scriptedCloud } from "../scriptedCloud";

/** A cloud whose joins end when the test says so. */
function heldCloud() {
  const begun: string[] = [];
  const end: (() => void)[] = [];
  const cloud: Cloud = {
    ...scriptedCloud({ reads: [recordOf("i-1")] }),
    join: (group, targets) =>
      new Promise((resolve, reject) => {
        begun.push(group);
        const joined = new Map(targets.map(({ id }) => [id, { outcome: "joined" } satisfies JoinOutcome]));
        end.push(() => (group === "sg-broken" ? reject(new Error("broken")) : resolve(joined)));
      }),
  };
  return { cloud: serialize(cloud), begun, end };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));
const [i1, i2] = [targetOf("i-1"), targetOf("i-2")];

test("a second write of a target waits for the first; another target's does not", async () => {
  const { cloud, begun, end } = heldCloud();
  const joins = [
    cloud.join("sg-a", [i1], callFor(10)),
    cloud.join("sg-b", [i1], callFor(10)),
    cloud.join("sg-c", [i2], callFor(10)),
  ];
  await turn();
  expect(begun).toEqual(["sg-a", "sg-c"]);
  end.forEach((finish) => finish());
  await turn();
  expect(begun).toEqual(["sg-a", "sg-c", "sg-b"]);
  end.forEach((finish) => finish());
  await Promise.all(joins);
});

test("a write that fails does not hold up the next one", async () => {
  const { cloud, begun, end } = heldCloud();
  const broken = cloud.join("sg-broken", [i1], callFor(10));
  const next = cloud.join("sg-a", [i1], callFor(10));
  await turn();
  end.forEach((finish) => finish());
  await expect(broken).rejects.toThrow("broken");
  await turn();
  expect(begun).toEqual(["sg-broken", "sg-a"]);
  end.forEach((finish) => finish());
  await expect(next).resolves.toEqual(new Map([["i-1", { outcome: "joined" }]]));
});

test("reads are not held up", async () => {
  const { cloud } = heldCloud();
  void cloud.join("sg-a", [i1], callFor(10));
  await expect(cloud.readTargets([i1], callFor(10))).resolves.toBeDefined();
});
