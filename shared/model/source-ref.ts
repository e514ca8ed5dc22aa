// Where a record stands in its input.
// SPDX-License-Identifier: Apache-2.0

/** Where a record stands in its input, for reports: 0-based place of the document, item or record in the file. */
export interface SourceRef {
  readonly file: string | null;
  readonly index: number;
  readonly eventId: string | null;
  /** ISO time of the event; null for files that have none. */
  readonly time: string | null;
}
