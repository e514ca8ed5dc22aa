// What the record did not take as it came: to be counted and said by whoever runs it.
// SPDX-License-Identifier: Apache-2.0

/** Under the key of one thing lies another: nothing is merged, and the newcomer is not recorded. */
export interface Notice {
  readonly kind: 'other-identity';
  readonly what: 'finding' | 'end' | 'state' | 'passes';
  /** Of the thing that came. */
  readonly identity: string;
  readonly key: string;
}

export type Notify = (notice: Notice) => void;

export const unnoticed: Notify = () => {};
