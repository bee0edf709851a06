/** Addresses of nodes: labels joined by ` / `, batch items as `Label[17]`. */

const SEPARATOR = " / ";
const ITEM = /^(.*)\[(\d+)\]$/s;

/** The address of a node in the diagram of `at`. */
export function inside(at: string, label: string): string {
  return at === "" ? label : `${at}${SEPARATOR}${label}`;
}

export interface Step {
  readonly label: string;
  readonly address: string;
}

/** Every part of an address with the address that leads to it. */
export function stepsOf(address: string): Step[] {
  if (address === "") return [];
  const labels = address.split(SEPARATOR);
  return labels.map((label, index) => ({
    label,
    address: labels.slice(0, index + 1).join(SEPARATOR),
  }));
}

/** The address of what holds a node; "" is the run's own diagram. */
export function parentOf(address: string): string {
  const at = address.lastIndexOf(SEPARATOR);
  return at < 0 ? "" : address.slice(0, at);
}

/** `A / B[3]` is item 3 of the batch `A / B`; null where it is no item. */
export function itemOf(
  address: string,
): { readonly batch: string; readonly index: number } | null {
  const match = ITEM.exec(address);
  return match ? { batch: match[1] ?? "", index: Number(match[2]) } : null;
}

/** The last part of an address. */
export function labelOf(address: string): string {
  const at = address.lastIndexOf(SEPARATOR);
  return at < 0 ? address : address.slice(at + SEPARATOR.length);
}
