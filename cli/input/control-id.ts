// What is said to somebody who names a control that there is not.
// SPDX-License-Identifier: Apache-2.0
import type { Control } from '../../shared/model/control.ts';
import { nearest } from '../../shared/policy/nearest.ts';
import { UsageError } from '../terminal/exit.ts';

/** People remember the name, not the family, and mistype either. */
export function noSuchControl(id: string, controls: readonly Control[]): UsageError {
  const near = nearControl(id, controls);
  const remedy = near === null ? 'seawall controls lists them all' : `did you mean ${near}?`;
  return new UsageError(`there is no control ${id}: ${remedy}`);
}

function nearControl(id: string, controls: readonly Control[]): string | null {
  const ids = controls.map((control) => control.id as string);
  const whole =
    ids.find((known) => known.endsWith(`/${id}`)) ??
    nearest(id, ids) ??
    ids.find((known) => id.length > 3 && known.includes(id)) ??
    null;
  if (whole !== null) return whole;
  const named = nearest(id.slice(id.lastIndexOf('/') + 1), ids.map(nameIn));
  return ids.find((known) => nameIn(known) === named) ?? nearest(id, [...new Set(ids.map(familyIn))]);
}

const nameIn = (id: string) => id.slice(id.lastIndexOf('/') + 1);
const familyIn = (id: string) => id.slice(0, id.indexOf('/'));
