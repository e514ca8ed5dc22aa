// Writes shared/controls/index.ts: every control, so that a new one is in it without being listed by hand.
// SPDX-License-Identifier: Apache-2.0
import { type Definition, definitionsIn } from './definitions.ts';
import type { Output } from './output.ts';
import { camelCase } from './spelling.ts';

const folder = 'shared/controls/';

/** shared/controls/index.ts. */
export function controlIndex(root: string): Output {
  return {
    path: `${folder}index.ts`,
    text: renderIndex(definitionsIn(root, `${folder}*/*.ts`, 'defineControl')),
  };
}

export function renderIndex(controls: readonly Definition[]): string {
  const counted = Map.groupBy(controls, ({ exportName }) => exportName);
  const named = controls.map((control) => {
    const { path, exportName } = control;
    const isShared = (counted.get(exportName)?.length ?? 0) > 1;
    const name = isShared ? familyName(control) : exportName;
    const imported = isShared ? `${exportName} as ${name}` : exportName;
    return { name, line: `import { ${imported} } from './${path.slice(folder.length)}';` };
  });
  return `// Every control. Written by \`npm run generate\` from the files beside it; not by hand.
// SPDX-License-Identifier: Apache-2.0
import type { Control } from '../model/control.ts';
${named.map(({ line }) => line).join('\n')}

export const controls: readonly Control[] = [
${named.map(({ name }) => `  ${name},`).join('\n')}
];
`;
}

/** Ids are unique, their last parts need not be: `host-hardening/no-public-address` gives `hostHardeningNoPublicAddress`. */
function familyName({ path }: Definition): string {
  return camelCase(path.slice(folder.length, -'.ts'.length).replace('/', '-'));
}
