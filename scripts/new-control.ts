// `npm run new:control -- family/name`: makes the file of a new control, with its examples to fill in.
// SPDX-License-Identifier: Apache-2.0
import { families } from '../shared/model/control.ts';
import { renderNewControl } from './generate/new-control-file.ts';
import { scaffold } from './generate/scaffold.ts';

const id = process.argv[2] ?? '';
const [family, name] = id.split('/');

function wrong(): string | null {
  if (!families.some((known) => known === family)) return `the family must be one of ${families.join(', ')}`;
  if (!/^[a-z][a-z0-9-]+$/.test(name ?? ''))
    return 'the name must be in lower case with dashes, such as no-privileged';
  return null;
}

scaffold({
  kind: 'control',
  usage: 'npm run new:control -- family/name',
  wrong: wrong(),
  file: `shared/controls/${id}.ts`,
  text: () => renderNewControl(id),
  next: 'the judgement and its examples',
});
