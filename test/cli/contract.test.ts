// docs/cli.md says of the JSON what the commands write: every key that they write, and none that they do not.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { jsonKeys } from '../../scripts/generate/json-contract.ts';
import { folderWith, seawall } from './cli.ts';
import { cloudTrailEvent } from './documents.ts';

const events = join(process.cwd(), 'events');

/** The places of all values: `verdicts[].subject.name`; what the page calls open is not looked into. */
function keysOf(value: unknown, path = ''): readonly string[] {
  const inside = open.some((known) => path === known);
  if (inside || value === null || typeof value !== 'object') return [path];
  if (Array.isArray(value)) return value.flatMap((item) => keysOf(item, `${path}[]`));
  return Object.entries(value).flatMap(([name, item]) =>
    keysOf(item, path === '' ? name : `${path}.${name}`),
  );
}

const open = jsonKeys.filter(({ type }) => /^(?:any|object)\b/.test(type)).map(({ path }) => path);

it('the keys of the JSON are those of the page', () => {
  const cwd = folderWith({
    'bad.jsonl': `${JSON.stringify(cloudTrailEvent)}\n{"Records": [\n`,
    'enforce.yml': '{version: 1, mode: enforce}',
    'waived.yml': JSON.stringify({
      version: 1,
      controls: { 'namespace-isolation/no-privileged': { enabled: false } },
    }),
  });
  const outputs = [
    ['replay', events, 'bad.jsonl', '--facts', join(events, 'facts.json'), '--against', 'enforce.yml'],
    ['replay', events, '--facts', join(events, 'facts.json'), '--against', 'waived.yml'],
  ].map((args) => JSON.parse(seawall([...args, '--format', 'json'], { cwd }).stdout));
  const written = new Set(
    outputs
      .flatMap((output) => keysOf(output))
      .map((path) => path.replace(/^(summary\.dropped)\..*/, '$1.*')),
  );
  const documented = jsonKeys.map(({ path }) => path);
  expect([...written].filter((path) => !documented.includes(path))).toEqual([]);
  expect(documented.filter((path) => !written.has(path))).toEqual([]);
});
