// Writes shared/controls/index.ts: every control, so that adding one touches no other file by hand.
// SPDX-License-Identifier: Apache-2.0
import type { ControlFile } from './control-files.ts';

export function renderIndex(files: readonly ControlFile[]): string {
  const imports = files.map(
    ({ path, exportName }) => `import { ${exportName} } from './${path.slice('shared/controls/'.length)}';`,
  );
  return `// Every control. Written by \`npm run generate\` from the files beside it; not by hand.
// SPDX-License-Identifier: Apache-2.0
import type { Control } from '../model/control.ts';
${imports.join('\n')}

export const controls: readonly Control[] = [
${files.map(({ exportName }) => `  ${exportName},`).join('\n')}
];
`;
}
