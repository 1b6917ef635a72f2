/** Lets one piece of work at a time have a key, in the order of asking; work on other keys goes on beside it. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Runs `work` when all that was asked for before on any of the keys has ended, however it ended: at once where nothing was. */
  take<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    const before = keys.flatMap((key) => this.last.get(key) ?? []);
    const done = before.length === 0 ? work() : Promise.allSettled(before).then(work);
    for (const key of keys) this.last.set(key, done);
    const forget = () => {
      for (const key of keys) if (this.last.get(key) === done) this.last.delete(key);
    };
    done.then(forget, forget);
    return done;
  }
}
