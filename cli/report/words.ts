// Words that several commands print alike: counts and times.
// SPDX-License-Identifier: Apache-2.0

/** `1 finding`, `2 findings`; `many` where an s does not make it. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** An ISO time as tables show it, whose heads say that it is UTC. */
export function shownTime(time: string): string {
  return time.slice(0, 19).replace('T', ' ');
}
