// The table of docs/testing.md that says on what each action is tried: read from the tests that take it through a round trip.
// SPDX-License-Identifier: Apache-2.0
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Output } from './output.ts';
import { withSections } from './sections.ts';

/** By the place of the tests, in the order of the table's columns. */
const places = [
  { on: 'moto', files: 'test/integration/respond-actions{,-*}-moto.test.ts' },
  { on: 'mocks, or a world of its own', files: 'test/respond/actions/{mocked.test,cases/*}.ts' },
  { on: 'an API server', files: 'test/respond/actions/kubernetes.test.ts' },
] as const;

export interface Trips {
  readonly action: string;
  /** Names of the tests' files, for each of the places. */
  readonly files: readonly (readonly string[])[];
}

/** Which tests take each of these actions through a round trip. */
export function tripsOf(root: string, actions: readonly string[]): readonly Trips[] {
  const found = places.map(({ files }) =>
    globSync(files, { cwd: root })
      .map((path) => path.replaceAll('\\', '/'))
      .toSorted()
      .map((path) => ({ path, text: readFileSync(`${root}/${path}`, 'utf8') }))
      .filter(({ text }) => text.includes('roundTrip(') || text.includes('\n  trips: ')),
  );
  return actions.map((action) => ({
    action,
    files: found.map((texts) =>
      texts.filter(({ text }) => text.includes(`'${action}'`)).map(({ path }) => basename(path)),
    ),
  }));
}

export function testingPage(root: string, actions: readonly string[]): Output {
  const path = 'docs/testing.md';
  const rows = tripsOf(root, actions).map(({ action, files }) => {
    const cells = files.map((names) => names.map((name) => `\`${name}\``).join(', '));
    return `| ${[action, ...cells].join(' | ')} |`.replaceAll('|  |', '| |').replaceAll('|  |', '| |');
  });
  const head = ['action', ...places.map(({ on }) => `on ${on}`)];
  const lines = ['', `| ${head.join(' | ')} |`, `|${'---|'.repeat(head.length)}`, ...rows, ''];
  return { path, text: withSections(path, readFileSync(`${root}/${path}`, 'utf8'), { trips: lines }) };
}
