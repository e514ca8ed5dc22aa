// Rows as text, for the stores that keep them outside the process.
import { dig, isObject } from '../model/json.ts';
import type { Row } from './row.ts';
import { StoreError } from './store.ts';

export function rowText(row: Row): string {
  return JSON.stringify(row);
}

/**
 * A stored row. Stores are written by Seawall alone, so only what tells a row from something else is checked.
 * Errors: StoreError `damaged`.
 */
export function rowFrom(text: string): Row {
  const value = parsed(text);
  const isRow =
    isObject(value) &&
    typeof dig(value, 'id') === 'string' &&
    typeof dig(value, 'version') === 'number' &&
    [dig(value, 'seen'), dig(value, 'decided'), dig(value, 'told')].every(isObject);
  if (isRow) return value as object as Row;
  throw new StoreError(
    'damaged',
    'the record holds a finding that cannot be read: restore a copy of the record',
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
