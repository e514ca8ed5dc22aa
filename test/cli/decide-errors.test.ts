// What the commands of decision say when they cannot: no record, no such thing, too late, done already. Through the bin.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { sqliteStore } from '../../shared/findings/sqlite.ts';
import { respond } from '../../shared/respond/engine/engine.ts';
import { benchOf, broken, idOf, worldOf } from '../respond/world.ts';
import { oneIn } from '../support/extent.ts';
import { commandLineTests, emptyFolder, seawall } from './cli.ts';

const it = commandLineTests();

const until = ['--until', '2026-03-20', '--reason', 'x'];
/** Every command of decision, about some id. */
const commands = (id: string): readonly (readonly string[])[] => [
  ['approve', id],
  ['deny', id],
  ['undo', id],
  ['acknowledge', id],
  ['waive', id, ...until],
  ['journal', id],
  ['respond', id, '--dry-run'],
];

async function record(mode: 'approve' | 'enforce', identities: readonly string[] = ['web']) {
  const cwd = emptyFolder();
  const store = sqliteStore(join(cwd, 'record.sqlite'));
  const responses: string[] = [];
  for (const identity of identities) {
    const bench = benchOf({ store, world: worldOf() });
    const told = await broken(bench, { mode, identity });
    await respond(told, bench.parts);
    responses.push(idOf(told.finding));
  }
  await store.close();
  const at = (now: string) => (args: readonly string[]) =>
    seawall([...args, '--record', 'record.sqlite', '--now', now], { cwd });
  return { cwd, response: responses[0] ?? '', at, run: at('2026-03-01T13:30:00Z') };
}

/** One line a problem, nothing on stdout. */
const refused = (says: string) => ({ code: 2, stdout: '', stderr: expect.stringContaining(says) });

describe('without', () => {
  it('a record every command says which file is missing and what makes one', () => {
    const all = [
      ...commands('abc'),
      ['kill-switch', 'on'],
      ['kill-switch'],
      ['journal', '--verify'],
      ['respond', '--dry-run'],
    ];
    for (const args of oneIn(3, all, 'commands without a record')) {
      const ran = seawall([...args, '--record', 'none.sqlite']);
      expect([args[0], ran]).toEqual([args[0], expect.objectContaining(refused('none.sqlite'))]);
      expect(ran.stderr).toContain('seawall replay --record');
    }
  });

  it('a readable record it is the environment that failed', () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'record.sqlite'), 'this is no database, whatever its name says');
    const { code, stdout, stderr } = seawall(['kill-switch', '--record', 'record.sqlite'], { cwd });
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toContain('record.sqlite');
  });

  it('what it needs a command says what it expected', async () => {
    const { run, response } = await record('approve');
    expect(run(['approve']).code).toBe(2);
    expect(run(['waive', response, '--reason', 'x'])).toMatchObject(refused('--until'));
    expect(run(['kill-switch', 'maybe'])).toMatchObject(refused('on, off'));
  });
});

describe('an id', () => {
  it('that nothing has is named', async () => {
    const { run } = await record('approve');
    for (const args of commands('0123456789abcdef'))
      expect([args[0], run(args)]).toEqual([
        args[0],
        expect.objectContaining(refused('there is no finding 0123456789abcdef: no id of the record’s ')),
      ]);
    for (const name of ['approve', 'deny', 'undo'])
      expect([name, run([name, '0123456789abcdef-0'])]).toEqual([
        name,
        expect.objectContaining(refused('no')),
      ]);
  });

  it('that could be several findings is refused, with examples', async () => {
    const { run } = await record('approve', [
      'web',
      'other',
      'third',
      'more',
      'yet-another',
      'x',
      'y',
      'z',
      'q',
      'r',
      's',
      't',
      'u',
      'v',
      'w',
      'a',
      'b',
    ]);
    const listed = JSON.parse(run(['journal', '--format', 'json']).stdout).entries as { finding: string }[];
    const first = [...new Set(listed.map(({ finding }) => finding))];
    const letter =
      first.map((id) => id.slice(0, 1)).find((one, place, all) => all.indexOf(one) !== place) ?? '';
    expect(run(['acknowledge', letter])).toMatchObject(refused(`${letter} means`));
  });
});

describe('too late', () => {
  it('an approval that ran out is not given, and a denial is not either', async () => {
    const { at, response } = await record('approve');
    const late = at('2026-03-01T17:00:01Z');
    expect(late(['approve', response])).toMatchObject(refused('ran out at 2026-03-01T17:00'));
    expect(late(['deny', response])).toMatchObject(refused('nothing to deny: the response is expired'));
  });

  it('what was made is neither approved nor denied, and what was only asked is not undone', async () => {
    const made = await record('enforce');
    expect(made.run(['approve', made.response])).toMatchObject(
      refused('nothing to approve: the response is done'),
    );
    expect(made.run(['deny', made.response])).toMatchObject(refused('nothing to deny: the response is done'));
    const asked = await record('approve');
    const { code, stdout } = asked.run(['undo', asked.response]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('is awaiting-approval')]);
  });

  it('a waiver ends no later than the policy allows, and not in the past', async () => {
    const { run, response } = await record('approve');
    const finding = response.split('-')[0] ?? '';
    expect(run(['waive', finding, '--until', '2027-03-20', '--reason', 'x'])).toMatchObject(
      refused('waiver-limit 90d'),
    );
    expect(run(['waive', finding, '--until', '2026-02-01', '--reason', 'x'])).toMatchObject(
      refused('over already'),
    );
    expect(run(['waive', finding, '--until', 'friday', '--reason', 'x'])).toMatchObject(
      refused('expected a date'),
    );
  });
});

describe('every command', () => {
  it('has help with an example', () => {
    for (const [name = ''] of oneIn(3, [...commands('x'), ['kill-switch']], 'help of commands')) {
      const { code, stdout } = seawall([name, '--help']);
      expect([name, code, stdout]).toEqual([name, 0, expect.stringContaining(`seawall ${name}`)]);
      for (const option of ['--policy', '--format', '--output', '--no-color', '--now'])
        expect([name, stdout]).toEqual([name, expect.stringContaining(option)]);
    }
  });

  it('gives JSON of version 1, also into a file', async () => {
    const { run, response, cwd } = await record('approve');
    const finding = response.split('-')[0] ?? '';
    const all = [
      ['kill-switch'],
      ['journal'],
      ['journal', '--verify'],
      ['respond', '--dry-run'],
      ['undo', response],
      ['acknowledge', finding],
      ['waive', finding, ...until],
      ['deny', response],
    ];
    for (const args of all) {
      const { code, stdout } = run([...args, '--format', 'json']);
      expect([args[0], code, JSON.parse(stdout).version]).toEqual([args[0], 0, 1]);
    }
    expect(run(['kill-switch', '--output', join(cwd, 'brake.txt')])).toMatchObject({ code: 0, stdout: '' });
  });
});

describe('a record that nobody named', () => {
  it('is never taken for the one that was meant: the demo’s lies ready here, and nothing is decided on it', () => {
    const cwd = emptyFolder();
    expect(seawall(['demo'], { cwd }).code).toBe(0);
    const all = [
      ...commands('abc'),
      ['kill-switch', 'on'],
      ['kill-switch', 'off'],
      ['kill-switch'],
      ['journal', '--verify'],
    ];
    for (const args of all.filter(([name]) => name !== 'respond'))
      expect([args, seawall(args, { cwd })]).toEqual([
        args,
        expect.objectContaining(refused('expected --record FILE, --record dynamodb:TABLE or SEAWALL_RECORD')),
      ]);
    expect(seawall(['kill-switch', '--record', '.seawall/demo.sqlite'], { cwd }).stdout).toContain('off');
  });

  it('may stand in SEAWALL_RECORD; every answer names it', async () => {
    const { cwd } = await record('approve');
    const run = (args: readonly string[]) => seawall(args, { cwd, env: { SEAWALL_RECORD: 'record.sqlite' } });
    for (const args of [['kill-switch', 'on'], ['kill-switch'], ['journal'], ['journal', '--verify']]) {
      expect(run(args)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^record: record.sqlite$/m) });
      const json = JSON.parse(run([...args, '--format', 'json']).stdout);
      expect(json.record).toBe('record.sqlite');
    }
    expect(run(['findings']).code).toBe(0);
  });
});
