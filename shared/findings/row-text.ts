// Rows as text, for the stores that keep them outside the process.
// SPDX-License-Identifier: Apache-2.0
import { dig, isObject } from '../model/json.ts';
import { idOf, isFormerId } from './identity.ts';
import type { Row } from './row.ts';
import { StoreError } from './store.ts';

/** A row that an older version wrote stays as that version can read it. */
export function rowText({ former, ...row }: Row): string {
  return JSON.stringify(former === undefined ? row : { ...row, id: former });
}

/**
 * A stored row, under the id that its finding has today. Stores are written by Seawall alone, so only what tells a row from
 * something else is checked. Errors: StoreError `damaged`.
 */
export function rowFrom(text: string): Row {
  const value = parsed(text);
  const isRow =
    isObject(value) &&
    typeof dig(value, 'id') === 'string' &&
    typeof dig(value, 'version') === 'number' &&
    [dig(value, 'seen'), dig(value, 'decided'), dig(value, 'told')].every(isObject);
  if (isRow) return renamed(value as object as Row);
  throw new StoreError(
    'damaged',
    'the record holds a finding that cannot be read: restore a copy of the record',
  );
}

function renamed(row: Row): Row {
  return isFormerId(row.id) ? { ...row, id: idOf(row), former: row.id } : row;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
