// The table of evaluate: calm on a terminal, most severe first, linear, the sum last.

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import stringWidth from 'fast-string-width';
import { describe, expect } from 'vitest';
import type { Grouping } from '../../cli/report/define.ts';
import { reports } from '../../cli/report/formats/index.ts';
import { columnsOf, type Output } from '../../cli/report/output.ts';
import type { Places } from '../../cli/report/places.ts';
import { emptySummary } from '../../cli/report/summary.ts';
import { takesLinks } from '../../cli/terminal/links.ts';
import { controls } from '../../shared/controls/index.ts';
import { type Severity, severities } from '../../shared/model/severity.ts';
import type { Verdict } from '../../shared/model/verdict.ts';
import { verdict as verdictWith } from '../findings/fixtures.ts';
import { calmMsSince, processorMs } from '../support/processor-time.ts';
import { commandLineTests, folderWith, seawall } from './cli.ts';
import { definition } from './documents.ts';

const it = commandLineTests();

const arn = 'arn:aws:ecs:eu-central-1:111122223333:task-definition/shop-checkout-with-a-long-name:17';

function fail(control: string, severity: Severity, file: string, paths: readonly string[]): Verdict {
  const [family = ''] = control.split('/');
  return {
    ...verdictWith({ control, outcome: 'fail', severity }),
    family,
    subject: {
      kind: 'workload',
      platform: 'ecs',
      id: arn,
      name: 'shop-checkout',
      account: null,
      region: null,
    },
    source: { file, index: 0, eventId: null, time: null },
    evidence: paths.map((path) => ({
      path,
      found: true,
      wanted: false,
      message: `container web is wrong at ${path}`,
    })),
  };
}

const places: Places = { position: () => ({ line: 7, column: 3 }), named: (path) => path };

async function shown(
  verdicts: readonly Verdict[],
  columns: number | null,
  groupBy: Grouping | null = null,
  links = false,
) {
  let text = '';
  const output: Output = {
    ...{ terminal: columns !== null, columns },
    write: async (part) => {
      text += part;
    },
    annotate: async () => {},
    close: async () => {},
  };
  const report = reports.table.open({ output, colour: false, controls, policy: '', now: '', groupBy, links });
  for (const verdict of verdicts) await report.verdict(verdict, null, places);
  const summary = { ...emptySummary(), observations: 2 };
  await report.end({ summary, findings: [], responses: [], errors: [] });
  return text;
}

const privileged = 'namespace-isolation/no-privileged';
const readOnly = 'immutability/read-only-root-filesystem';
const some = [
  fail(readOnly, 'low', 'services/checkout/deploy/production/task-definition.json', [
    'containerDefinitions[0].readonlyRootFilesystem',
  ]),
  fail(privileged, 'critical', 'web.json', [
    'containerDefinitions[0].privileged',
    'containerDefinitions[1].privileged',
  ]),
  fail(readOnly, 'low', 'web.json', ['containerDefinitions[0].readonlyRootFilesystem']),
];

describe('on a terminal of 80 columns', () => {
  it('is in blocks by file, the worst file first, within the width, with nothing cut', async () => {
    expect(await shown(some, 80)).toBe(`web.json
  critical  shop-checkout: container web is wrong at
            containerDefinitions[0].privileged
            line 7 · containerDefinitions[0].privileged ·
            namespace-isolation/no-privileged
  critical  shop-checkout: container web is wrong at
            containerDefinitions[1].privileged
            line 7 · containerDefinitions[1].privileged ·
            namespace-isolation/no-privileged
  low       shop-checkout: container web is wrong at
            containerDefinitions[0].readonlyRootFilesystem
            line 7 · containerDefinitions[0].readonlyRootFilesystem ·
            immutability/read-only-root-filesystem

services/checkout/deploy/production/task-definition.json
  low       shop-checkout: container web is wrong at
            containerDefinitions[0].readonlyRootFilesystem
            line 7 · containerDefinitions[0].readonlyRootFilesystem ·
            immutability/read-only-root-filesystem

2 judged: 0 fail, 0 pass, 0 unknown
`);
  });

  it.each([
    40, 80, 120,
  ])('keeps ids and paths whole at %i, and lines within it where words allow', async (columns) => {
    for (const groupBy of [null, 'file', 'cause', 'control'] as const) {
      const text = await shown(some, columns, groupBy);
      for (const whole of [
        privileged,
        readOnly,
        'containerDefinitions[1].privileged',
        some[0]?.source.file ?? '',
      ])
        expect(text).toContain(whole);
      for (const line of text.split('\n'))
        if (stringWidth(line) > columns) expect(line.trim().split(' ').length).toBeLessThan(3);
    }
  });
});

describe('--group-by', () => {
  it('control tells each control once, with its title, and all its places', async () => {
    const text = await shown(some, null, 'control');
    expect(text.match(/no-privileged/g)).toHaveLength(1);
    expect(text).toMatch(/^ {2}critical {2}Containers do not run privileged\n/);
    expect(text.match(/^ {12}web\.json .*privileged · container/gm)).toHaveLength(2);
  });

  it('cause tells the same place in many files once, with the first three', async () => {
    const many = Array.from({ length: 20 }, (_, index) =>
      fail(readOnly, 'low', `${index}.json`, [`containerDefinitions[${index % 3}].readonlyRootFilesystem`]),
    );
    const text = await shown([...many, ...some.slice(1, 2)], null, 'cause');
    expect(text).toContain('and 17 more, 20 files in all');
    expect(text.indexOf(privileged)).toBeLessThan(text.indexOf(readOnly));
  });
});

it('piped it is one row for each evidence, full width', async () => {
  const [head, ...rows] = (await shown(some, null)).trimEnd().split('\n');
  expect(head).toMatch(/^SEVERITY +CONTROL +SUBJECT +WHERE +WHAT$/);
  expect(rows[0]).toMatch(/^critical +namespace-isolation\/no-privileged +web\.json shop-checkout +/);
  expect(rows.at(-1)).toBe('2 judged: 0 fail, 0 pass, 0 unknown');
});

it.each([
  null,
  80,
])('is linear: 20,000 fails take a little over twice what 10,000 take (columns %s)', async (columns) => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      fail(readOnly, severities[index % 4] ?? 'low', `${index % 500}.json`, ['containerDefinitions[0].x']),
    );
  const take = async (count: number) => {
    const verdicts = many(count);
    const begun = processorMs();
    await shown(verdicts, columns);
    return calmMsSince(begun);
  };
  await take(2000);
  const [half, whole] = [await take(10_000), await take(20_000)];
  expect(half).toBeLessThan(2000);
  expect(whole).toBeLessThan(half * 4 + 200);
});

describe('--only', () => {
  const cwd = folderWith({ 'a.json': definition({ image: '$IMAGE' }) });
  const printed = (only: string) =>
    seawall(['evaluate', 'a.json', '--only', only, '--control', 'image-provenance/*'], { cwd }).stdout;

  it('unknown lists what is unknown, and why', () => {
    expect(printed('unknown')).toMatch(
      /^unknown +image-provenance\/pinned-by-digest +a\.json web +.*is not an image reference$/m,
    );
    expect(printed('fail,unknown')).toContain('is not an image reference');
    expect(printed('fail')).not.toContain('is not an image reference');
  });

  it('not-applicable lists what is not, and why; passes are a count', () => {
    expect(printed('not-applicable')).toMatch(
      /^not-applicable +image-provenance\/trusted-registry .*policy names no/m,
    );
    expect(printed('pass').trim().split('\n')).toHaveLength(1);
  });
});

describe('links', () => {
  it('lead to the file, are no wider than its name, and are none where the terminal takes none', async () => {
    const file = 'a b/\u001b]8;;http:evil\u0007wéb.json';
    const one = [fail(privileged, 'critical', file, ['x'])];
    const plain = await shown(one, 80);
    const [name = ''] = plain.split('\n');
    expect(name).toBe('a b/\\u001b]8;;http:evil\\u0007wéb.json');
    const begins = '\u001b]8;;';
    const linked = `${begins}${pathToFileURL(resolve(file)).href}\u001b\\${name}${begins}\u001b\\`;
    expect(await shown(one, 80, null, true)).toBe(plain.replace(name, () => linked));
  });

  it.each([
    [{ TERM_PROGRAM: 'vscode' }, true],
    [{ TERM: 'xterm-kitty' }, true],
    [{ VTE_VERSION: '7200' }, true],
    [{ VTE_VERSION: '4800' }, false],
    [{ WT_SESSION: 'x' }, true],
    [{ TERM: 'xterm-256color' }, false],
    [{}, false],
  ])('are for terminals that take them: %j', (env, takes) => {
    expect(takesLinks(true, env)).toBe(takes);
    expect(takesLinks(false, env)).toBe(false);
  });
});

describe('the width of a terminal', () => {
  it.each([
    [{ isTTY: true, columns: 80 }, 80],
    [{ isTTY: true, columns: 0 }, null],
    [{ isTTY: true }, null],
    [{ columns: 80 }, null],
  ])('%j', (stream, columns) => {
    expect(columnsOf(stream)).toBe(columns);
  });
});
