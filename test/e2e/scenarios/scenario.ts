import { Scene } from "./scene";

/** What happens to a stack and to the clouds below it, for all kinds of memberships at once. */
export interface Scenario {
  /** A sentence of behaviour. */
  readonly title: string;
  readonly play: (scene: Scene) => Promise<void>;
}

/** Plays scenarios one after the other on one stage. */
export function play(title: string, scenarios: readonly Scenario[]): void {
  describe(title, () => {
    let scene: Scene;
    beforeAll(async () => {
      scene = await Scene.open();
    });
    afterAll(() => scene.close());

    test.each(scenarios)("$title", async ({ play }) => {
      await play(scene);
    });
  });
}
