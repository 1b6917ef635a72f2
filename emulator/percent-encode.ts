/** RFC 3986: everything but `A-Z a-z 0-9 - _ . ~` is escaped, also `!'()*`, which `encodeURIComponent` leaves alone. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}
