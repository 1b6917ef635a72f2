/** `urn:pulumi:<stack>::<project>::<parents' types$type>::<name>`; a name may hold `::` itself. */

export function nameOf(urn: string): string {
  return partsOf(urn).name;
}

/** The type of the resource itself, without those of the components it is in. */
export function typeOf(urn: string): string {
  return partsOf(urn).type;
}

function partsOf(urn: string): { readonly type: string; readonly name: string } {
  const [, , types = "", ...name] = urn.split("::");
  return { type: types.split("$").at(-1) ?? "", name: name.length === 0 ? urn : name.join("::") };
}
