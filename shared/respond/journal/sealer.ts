// What makes plans, journal entries and decisions unreadable, and unforgeable, to whoever only gets at the table.
// SPDX-License-Identifier: Apache-2.0

/** What is sealed: a seal fits nothing else. */
export type Purpose = 'plan' | 'entry' | 'decision';

export interface Sealer {
  /** Whether what bears no seal counts for nothing: so it is wherever there is a key. */
  readonly demanded: boolean;
  /** `purpose` left out: a plan. */
  seal(text: string, response: string, purpose?: Purpose): Promise<string>;
  /** Errors: StoreError `damaged` for what is no seal, or one of something else. */
  open(sealed: string, response: string, purpose?: Purpose): Promise<string>;
}

/** No seal of its own: the store's encryption at rest is all. */
export const plainSealer: Sealer = {
  demanded: false,
  seal: async (text) => text,
  open: async (sealed) => sealed,
};
