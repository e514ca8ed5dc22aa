// Writes what lists the actions: the index that loads them, and the names that findings and policies speak of.
// SPDX-License-Identifier: Apache-2.0
import { actionFolder, isAction } from './action-files.ts';
import { type Definition, definitionsIn, importsOf, refuseSameExport, textAt } from './definitions.ts';
import type { Output } from './output.ts';
import { keyOf } from './spelling.ts';

const note = 'Written by `npm run generate` from shared/respond/actions; not by hand.';

/** Both lists. */
export function actionIndexes(root: string): readonly Output[] {
  const found = definitionsIn(root, `${actionFolder}{*,*/*}.ts`, 'defineAction')
    .filter(({ path }) => isAction(path))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return [
    { path: `${actionFolder}index.ts`, text: renderActionIndex(refuseSameExport(found)) },
    { path: 'shared/model/response-actions.ts', text: renderActionNames(found) },
  ];
}

/** shared/respond/actions/index.ts. */
export function renderActionIndex(actions: readonly Definition[]): string {
  return `// Every action, by name. ${note}
// SPDX-License-Identifier: Apache-2.0
import type { Finding } from '../../model/finding.ts';
import type { ResponseAction } from '../../model/response.ts';
import type { ActionName, DefinedAction } from '../planning/define-action.ts';
import type { OfflinePlan } from '../planning/offline.ts';
${importsOf(actionFolder, actions)}

const byName: { readonly [Name in ActionName]: DefinedAction<Name> } = {
${actions.map(({ name, exportName }) => `  ${keyOf(name)}: ${exportName},`).join('\n')}
};

export const actions: readonly DefinedAction[] = Object.values(byName);

/** Null for what is no action on the platform: \`notify\`. */
export function actionFor(name: ResponseAction): DefinedAction | null {
  return name === 'notify' ? null : byName[name];
}

/** The plan where no platform can be read: the demo, a replay. */
export function planOf(name: ResponseAction, finding: Finding): OfflinePlan {
  return actionFor(name)?.planOffline(finding) ?? { words: 'notify people', calls: [] };
}
`;
}

/** shared/model/response-actions.ts. */
export function renderActionNames(actions: readonly Definition[]): string {
  const restoring = actions.flatMap((action) => {
    const restores = textAt('restores', action);
    return restores === null ? [] : [`  ${keyOf(action.name)}: '${restores}',`];
  });
  return `// What may be done about a finding, by name. ${note}
// SPDX-License-Identifier: Apache-2.0
import type { BaselinePart } from './baseline.ts';

export const responseActions = [
  'notify',
${actions.map(({ name }) => `  '${name}',`).join('\n')}
] as const;
export type ResponseAction = (typeof responseActions)[number];

/** The part of its subject that an action puts back: what is kept of it while it is compliant. */
export const restoredParts: Partial<Readonly<Record<ResponseAction, BaselinePart>>> = {
${restoring.join('\n')}
};
`;
}
