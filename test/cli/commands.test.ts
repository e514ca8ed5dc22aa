// The other commands through the bin: help that holds, the catalogue, examples, the record, and what is still to come.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect } from 'vitest';
import { controls } from '../../shared/controls/index.ts';
import { commandLineTests, emptyFolder, folderWith, reportOf, seawall } from './cli.ts';
import { cloudTrailEvent, goodDefinition } from './documents.ts';

const it = commandLineTests();

/** Their examples run one after the other in one folder. */
const commands = ['evaluate', 'replay', 'demo', 'findings', 'respond', 'journal', 'controls', 'test'];
/** Those that ask AWS, or work on a finding or response of their record: test/cli of their names runs them. */
const onMore = [
  'init',
  'doctor',
  'dashboard',
  'snapshot',
  'sweep',
  'acknowledge',
  'waive',
  'approve',
  'deny',
  'undo',
  'kill-switch',
];
const snapshot = { version: 1, takenAt: '2026-11-20T00:00:00Z', accounts: {} };

describe('help', () => {
  it('of the whole names every command, the exit codes and an example', () => {
    const { code, stdout, stderr } = seawall(['--help']);
    expect([code, stderr]).toEqual([0, '']);
    for (const command of [...commands, ...onMore])
      expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
    expect(stdout).toContain('Exit codes: 0 ');
    expect(stdout).toContain('Example:\n  seawall ');
  });

  it('of each command ends with 0 and shows an example that runs', () => {
    // One folder for all, in this order: findings reads the record that demo makes.
    const cwd = folderWith({
      'deploy/task.json': goodDefinition,
      'cloudtrail/2026/11/a.json': { Records: [cloudTrailEvent] },
      'snapshot.json': snapshot,
      'anchors.jsonl': '',
    });
    for (const command of [...commands, ...onMore]) {
      const help = seawall([command, '--help']);
      expect([command, help.code, help.stderr]).toEqual([command, 0, '']);
      for (const option of ['--policy', '--format', '--output', '--no-color', '--now'])
        expect(help.stdout).toContain(option);
      const [, example = ''] = /^Example:\n {2}seawall (.*)$/m.exec(help.stdout) ?? [];
      expect(example.split(' ')[0]).toBe(command);
      if (onMore.includes(command)) continue;
      const ran = seawall(example.split(' '), { cwd });
      expect([example, ran.code]).toEqual([example, 0]);
      // The record that later examples name.
      if (command === 'demo') copyFileSync(join(cwd, '.seawall/demo.sqlite'), join(cwd, 'seawall.sqlite'));
    }
  });

  it('is one line where the command line is wrong', () => {
    expect(seawall(['evalute']).stderr).toBe(
      "unknown command 'evalute' (Did you mean evaluate?) (seawall --help)\n",
    );
    expect(seawall(['replay', 'x', '--format', 'sarif'])).toMatchObject({ code: 2, stdout: '' });
  });

  it('--version is the package’s, with the commit that it was made from', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    const { commit } = JSON.parse(readFileSync(new URL('../../dist/build.json', import.meta.url), 'utf8'));
    for (const option of ['--version', '-V'])
      expect(seawall([option])).toEqual({
        code: 0,
        stdout: `${version}${commit === null ? '' : ` (${commit})`}\n`,
        stderr: '',
      });
  });
});

describe('controls', () => {
  it('lists the catalogue as a table and as JSON, and what sleeps', () => {
    const table = seawall(['controls']);
    expect(table.code).toBe(0);
    for (const { id } of controls) expect(table.stdout).toContain(id);
    expect(table.stdout).toContain('inactive: ');
    const json = JSON.parse(seawall(['controls', '--format', 'json']).stdout);
    expect(json.version).toBe(1);
    expect(json.controls.map(({ id }: { id: string }) => id)).toEqual(controls.map(({ id }) => id));
  });

  it('shows one with parameters, references and examples', () => {
    const { code, stdout } = seawall(['controls', 'resource-usage/no-admin-ports']);
    expect(code).toBe(0);
    for (const part of [
      'title:',
      'severity: high',
      'parameters:',
      'ports:',
      'references:',
      'nist:',
      'examples:',
      'bad:',
      'good:',
    ])
      expect(stdout).toContain(part);
  });

  it('knows no other, and leaves a former output alone', () => {
    const cwd = folderWith({ 'out.json': 'former' });
    const ran = seawall(['controls', 'no/such', '--output', 'out.json'], { cwd });
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('there is no control no/such');
    expect(seawall(['controls', 'no-priviledged']).stderr).toContain(
      'did you mean namespace-isolation/no-privileged?',
    );
    expect(readFileSync(join(cwd, 'out.json'), 'utf8')).toBe('former');
  });
});

describe('test', () => {
  it('runs the examples of a control, a family or a file, and knows no other', () => {
    const id = 'namespace-isolation/no-privileged';
    for (const path of [id, `shared/controls/${id}.ts`, './shared/controls/namespace-isolation/']) {
      const { code, stdout } = seawall(['test', path]);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^all \d+ examples pass\n$/);
    }
    const json = JSON.parse(seawall(['test', id, '--format', 'json']).stdout);
    expect(json.results.length).toBeGreaterThan(1);
    for (const result of json.results) expect(result).toMatchObject({ control: id, problems: [] });
    expect(seawall(['test', 'no/such'])).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('the record', () => {
  let cwd: string;
  beforeAll(() => {
    cwd = emptyFolder();
    expect(seawall(['demo', '--output', 'demo.txt'], { cwd }).code).toBe(0);
  });

  const findings = (...args: string[]) => {
    const ran = seawall(['findings', '--format', 'json', ...args], { cwd });
    return { ...ran, list: JSON.parse(ran.stdout).findings as Record<string, unknown>[] };
  };

  it('is made by demo, below the working directory', () => {
    expect(readdirSync(cwd).sort()).toEqual(['.seawall', 'demo.txt']);
    expect(existsSync(join(cwd, '.seawall/demo.sqlite'))).toBe(true);
  });

  it('is listed whole and filtered, with the keys of the contract', () => {
    const all = findings().list;
    expect(all.length).toBeGreaterThan(5);
    for (const finding of all)
      expect(Object.keys(finding)).toEqual(
        expect.arrayContaining([
          ...['id', 'control', 'severity', 'kind', 'status', 'dormant', 'reopened', 'subject', 'firstSeen'],
          ...['lastSeen', 'instances', 'moreInstances', 'evidence', 'waivedUntil'],
        ]),
      );
    const critical = findings('--severity', 'critical').list;
    expect(critical).toEqual(all.filter(({ severity }) => severity === 'critical'));
    const open = findings('--status', 'open').list;
    expect(open).toEqual(all.filter(({ status }) => status === 'open'));
    const control = String(all[0]?.control);
    expect(findings('--control', control).list).toEqual(all.filter((finding) => finding.control === control));
    expect(findings('--account', '999999999999').list).toEqual([]);
    expect(seawall(['findings', '--account', '999999999999'], { cwd }).stdout).toBe('no findings\n');
    expect(findings('--cluster', 'shop').list.length).toBeGreaterThan(0);
  });

  it('shows one finding with its history, by id or its beginning', () => {
    const [first] = findings().list;
    const id = String(first?.id);
    const page = seawall(['findings', id], { cwd });
    expect(page.code).toBe(0);
    for (const part of [id, 'Evidence', 'History', 'opened']) expect(page.stdout).toContain(part);
    const json = JSON.parse(seawall(['findings', id, '--format', 'json'], { cwd }).stdout);
    expect(json).toMatchObject({ version: 1, finding: { id } });
    expect(json.history[0]).toMatchObject({ type: 'opened', previous: null, status: 'open' });
    const ends = seawall(['findings', `${id.slice(0, 6)}..${id.slice(-5)}`, '--format', 'json'], { cwd });
    expect(JSON.parse(ends.stdout).finding.id).toBe(id);
    for (const wrong of ['zzzz', '']) {
      const ran = seawall(['findings', wrong], { cwd });
      expect([wrong, ran.code, ran.stdout]).toEqual([wrong, 2, '']);
    }
  });

  it('that is not there, or is none, is told', () => {
    const none = seawall(['findings'], { cwd: emptyFolder() });
    expect(none).toMatchObject({ code: 2, stdout: '' });
    expect(none.stderr).toContain('.seawall/demo.sqlite: there is no such record');
    const other = seawall(['findings', '--record', 'demo.txt'], { cwd });
    expect(other).toMatchObject({ code: 3, stdout: '' });
    expect(other.stderr.trim().split('\n')).toHaveLength(2);
  });

  it('of a replay holds what the replay reports', () => {
    const here = folderWith({
      'trail.json': { Records: [cloudTrailEvent, { ...cloudTrailEvent, eventID: 'other' }] },
    });
    const args = ['replay', 'trail.json', '--record', 'r/record.sqlite', '--format', 'json'];
    const ran = seawall(args, { cwd: here });
    expect(ran.code).toBe(0);
    const report = reportOf(ran);
    expect(report.summary).toMatchObject({ inputs: 2, observations: 2 });
    const listed = JSON.parse(
      seawall(
        ['findings', '--record', 'r/record.sqlite', '--format', 'json', '--now', '2026-11-17T09:00:00Z'],
        { cwd: here },
      ).stdout,
    );
    expect(listed.findings.map(({ id }: { id: string }) => id)).toEqual(report.findings.map(({ id }) => id));
    expect(report.findings).toMatchObject([{ control: 'control-plane/no-root-activity', kind: 'incident' }]);
  });
});

describe('a reader that goes away', () => {
  it('ends the command quietly, with its own code', () => {
    const command = `"${process.execPath}" cli/seawall.js controls --format json | head -c 10; echo "\${PIPESTATUS[0]}"`;
    const cwd = fileURLToPath(new URL('../..', import.meta.url));
    const { stdout, stderr } = spawnSync('bash', ['-c', command], { cwd, encoding: 'utf8' });
    expect(stdout.endsWith('0\n')).toBe(true);
    expect(stderr).toMatch(/^policy: [^\n]+\n$/);
  });
});

describe('replay', () => {
  const second = { ...cloudTrailEvent, eventID: 'b' };
  const bad = `${JSON.stringify(cloudTrailEvent)}\n{"oops"\n${JSON.stringify(second)}\n`;

  it('counts a bad record and goes on; --strict makes it count', () => {
    const cwd = folderWith({ 'a.jsonl': bad });
    const ran = seawall(['replay', 'a.jsonl', '--format', 'json'], { cwd });
    const report = reportOf(ran);
    expect(ran.code).toBe(0);
    expect(report.summary).toMatchObject({ inputs: 3, unreadable: 1 });
    expect(report.errors).toMatchObject([{ file: 'a.jsonl', index: 1, line: null, code: 'malformed-json' }]);
    expect(seawall(['replay', 'a.jsonl', '--strict'], { cwd }).code).toBe(2);
  });

  it('takes one event by two ways once, and two bodies under one id both', () => {
    const record = {
      eventID: 'e-1',
      eventTime: '2026-11-17T09:00:00Z',
      eventSource: 'iam.amazonaws.com',
      eventName: 'CreateUser',
      userIdentity: { type: 'IAMUser', userName: 'kim' },
      requestParameters: { userName: 'sam' },
    };
    const onBus = { 'detail-type': 'AWS API Call via CloudTrail', source: 'aws.iam', detail: record };
    const forged = { ...record, requestParameters: { userName: 'eve' } };
    const all = [record, onBus, { ...onBus, 'replay-name': 'again' }, forged];
    const run = seawall(['replay', 'ways.json', '--format', 'json'], {
      cwd: folderWith({ 'ways.json': all }),
    });
    expect(reportOf(run).summary).toMatchObject({ observations: 2, dropped: { 'repeated event': 2 } });
    expect(run.stderr).toContain('1 event came with an id that another event had');
  });

  it('reports fails and unknowns only, and fails where asked', () => {
    const cwd = folderWith({ 'a.json': { Records: [cloudTrailEvent] } });
    const ran = seawall(['replay', 'a.json', '--format', 'json', '--fail-on', 'high'], { cwd });
    expect(ran.code).toBe(1);
    for (const { outcome } of reportOf(ran).verdicts) expect(['fail', 'unknown']).toContain(outcome);
    expect(seawall(['replay', '.'], { cwd: emptyFolder() }).code).toBe(2);
  });
});
