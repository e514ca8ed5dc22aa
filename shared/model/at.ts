// A value together with the place in its source document where it stands, or would stand.
// SPDX-License-Identifier: Apache-2.0

export interface At<T> {
  readonly value: T;
  /** Path within the source document, such as `containerDefinitions[1].privileged`. */
  readonly path: string;
  /** Why nobody can know the value (a template parameter, a masked or unread field). Evaluation turns a verdict that rests on it into `unknown`. */
  readonly unsettled?: string;
  /** Of an unsettled text, what is settled of it, with `${…}` for each gap: `${AWS::AccountId}.dkr.ecr.eu-west-1.amazonaws.com/web:latest`. */
  readonly text?: string;
  /** True where each gap of that text is the name of a thing that is made then (a queue, an endpoint), which is no credential. */
  readonly named?: true;
  /** True where the value has such gaps in it, so that what it shows to be wrong is so whatever they will be. */
  readonly stands?: true;
}

export function at<T>(value: T, path: string): At<T> {
  return { value, path };
}

export function unsettled<T>(placeholder: T, path: string, reason: string): At<T> {
  return { value: placeholder, path, unsettled: reason };
}

/** The value where it can be known, else null: for a look at one value that decides by itself. Evaluation does not count it as read. */
export function known<T>(place: At<T>): T | null {
  return place.unsettled === undefined ? place.value : null;
}

/** `join('spec', 'containers', 0, 'image')` is `spec.containers[0].image`. */
export function join(...parts: readonly (string | number)[]): string {
  let path = '';
  for (const part of parts) path = below(path, part);
  return path;
}

/** The path of what stands under a key, or at a place of a list, of what stands at `path`. */
export function below(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  if (key === '') return path;
  return path === '' ? key : `${path}.${key}`;
}
