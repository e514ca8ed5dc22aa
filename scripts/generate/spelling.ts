// How a name in lower case with dashes is spelled in generated code.
// SPDX-License-Identifier: Apache-2.0

/** `scan-on-push` gives `scanOnPush`. */
export function camelCase(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** As the key of an object. */
export function keyOf(name: string): string {
  return /^[a-z]+$/.test(name) ? name : `'${name}'`;
}
