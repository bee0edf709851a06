/** JSON Pointers, as people read paths. */

const PLAIN = /^[A-Za-z_$][\w$]*$/;

/** The parts of a JSON Pointer. */
export function segmentsOf(pointer: string): string[] {
  if (pointer === "") return [];
  return pointer
    .slice(1)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** `$.results[0]["odd name"]` for `/results/0/odd name`. */
export function pathText(pointer: string): string {
  const parts = segmentsOf(pointer).map((part) => {
    if (/^(0|[1-9]\d*)$/.test(part)) return `[${part}]`;
    return PLAIN.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`;
  });
  return `$${parts.join("")}`;
}

/** Every pointer on the way to one, the nearest to the root first, itself left out. */
export function ancestorsOf(pointer: string): string[] {
  const found: string[] = [];
  for (
    let at = pointer.lastIndexOf("/");
    at >= 0;
    at = pointer.lastIndexOf("/", at - 1)
  ) {
    found.unshift(pointer.slice(0, at));
    if (at === 0) break;
  }
  return found;
}
