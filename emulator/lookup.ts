/** The value of a table's own key. Undefined for what every object inherits, such as `constructor` and `__proto__`. */
export function lookup<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  // eslint-disable-next-line secgroup/own-keys -- the one place that asks first whether the key is the table's own
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
