// Every action, by name.
import type { ResponseAction } from '../../model/response.ts';
import type { Action } from '../action.ts';
import { restoreTrust } from './restore-trust.ts';
import { stopWorkload } from './stop-workload.ts';

export { planOf } from './offline/index.ts';

export const actions: readonly Action[] = [stopWorkload, restoreTrust];

const byName = new Map(actions.map((action) => [action.name, action]));

/** Null for what is no action on the platform (`notify`), or has none yet. */
export function actionFor(name: ResponseAction): Action | null {
  return byName.get(name) ?? null;
}
