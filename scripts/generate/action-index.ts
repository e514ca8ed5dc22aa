// Writes what lists the actions: the index that loads them, and the names that findings and policies speak of.
// SPDX-License-Identifier: Apache-2.0
import type { ActionFile } from './action-files.ts';
import { keyOf } from './spelling.ts';

const note = 'Written by `npm run generate` from shared/respond/actions; not by hand.';

/** shared/respond/actions/index.ts. */
export function renderActionIndex(files: readonly ActionFile[]): string {
  const imports = files.map(
    ({ path, exportName }) =>
      `import { ${exportName} } from './${path.slice('shared/respond/actions/'.length)}';`,
  );
  return `// Every action, by name. ${note}
// SPDX-License-Identifier: Apache-2.0
import type { Finding } from '../../model/finding.ts';
import type { ResponseAction } from '../../model/response.ts';
import type { ActionName, DefinedAction } from '../planning/define-action.ts';
import type { OfflinePlan } from '../planning/offline.ts';
${imports.join('\n')}

const byName: { readonly [Name in ActionName]: DefinedAction<Name> } = {
${files.map(({ action, exportName }) => `  ${keyOf(action.name)}: ${exportName},`).join('\n')}
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
export function renderActionNames(files: readonly ActionFile[]): string {
  const restoring = files.flatMap(({ action: { name, restores } }) =>
    restores === null ? [] : [`  ${keyOf(name)}: '${restores}',`],
  );
  return `// What may be done about a finding, by name. ${note}
// SPDX-License-Identifier: Apache-2.0
import type { BaselinePart } from './baseline.ts';

export const responseActions = [
  'notify',
${files.map(({ action }) => `  '${action.name}',`).join('\n')}
] as const;
export type ResponseAction = (typeof responseActions)[number];

/** The part of its subject that an action puts back: what is kept of it while it is compliant. */
export const restoredParts: Partial<Readonly<Record<ResponseAction, BaselinePart>>> = {
${restoring.join('\n')}
};
`;
}
