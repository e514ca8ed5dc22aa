// `evaluate`: what it prints and how it ends, as the contract has it.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect } from 'vitest';
import { commandLineTests, failures, folderWith, onlyControls, type Ran, reportOf, seawall } from './cli.ts';
import { account, accountDetails, badDefinition, definition, goodDefinition, runTask } from './documents.ts';

const it = commandLineTests();

const privileged = 'namespace-isolation/no-privileged';

function json(args: readonly string[], files: Readonly<Record<string, unknown>>, env = {}) {
  const ran = seawall(['evaluate', '--format', 'json', ...args], { cwd: folderWith(files), env });
  return { ...ran, report: reportOf(ran) };
}

describe('the JSON report', () => {
  let ran: Ran;
  beforeAll(() => {
    const cwd = folderWith({ 'bad.json': badDefinition, 'broken.json': '{"a":' });
    ran = seawall(['evaluate', 'bad.json', 'broken.json', '--format', 'json'], { cwd });
  });

  it('has the keys of version 1, and absent values are null', () => {
    const report = reportOf(ran);
    expect(Object.keys(report).sort()).toEqual([
      ...['baseline', 'compliance', 'controls', 'errors', 'findings', 'leftOut', 'responses'],
      ...['stoppedAt', 'summary', 'verdicts', 'version'],
    ]);
    expect(report.version).toBe(1);
    expect(Object.keys(report.summary).sort()).toEqual(
      ['dropped', 'fromFuture', 'inputs', 'observations', 'unreadable', 'verdicts'].sort(),
    );
    expect(Object.keys(report.summary.verdicts).sort()).toEqual([
      'fail',
      'not-applicable',
      'pass',
      'unknown',
    ]);
    const keys = ['control', 'family', 'outcome', 'severity', 'subject', 'evidence', 'reason', 'source'];
    for (const verdict of report.verdicts) {
      expect(Object.keys(verdict)).toEqual(keys);
      expect(Object.keys(verdict.subject)).toEqual(['kind', 'platform', 'id', 'name', 'account', 'region']);
      expect(Object.keys(verdict.source)).toEqual(['file', 'index', 'eventId', 'time']);
      expect(verdict.control.startsWith(`${verdict.family}/`)).toBe(true);
      for (const evidence of verdict.evidence)
        expect(Object.keys(evidence)).toEqual(['path', 'found', 'wanted', 'message']);
    }
    expect(report.verdicts.find(({ control }) => control === privileged)).toMatchObject({
      outcome: 'fail',
      severity: 'critical',
      subject: { kind: 'workload', platform: 'ecs', id: 'web', name: 'web', account: null, region: null },
      evidence: [{ path: 'containerDefinitions[0].privileged', found: true, wanted: false }],
      reason: null,
      source: { file: 'bad.json', index: 0, eventId: null, time: null },
    });
    expect(report).toMatchObject({ findings: [], responses: [] });
  });

  it('lists what could not be parsed with line and column, and judges the rest; 2 outweighs 1', () => {
    const report = reportOf(ran);
    expect(report.errors).toEqual([
      {
        file: 'broken.json',
        line: 1,
        column: 6,
        index: 0,
        code: 'malformed-json',
        message: 'this is not JSON: a value expected here',
        remedy: expect.any(String),
      },
    ]);
    expect(report.summary).toMatchObject({ inputs: 2, observations: 1, unreadable: 1 });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(/^broken\.json:1:6: this is not JSON/m);
  });

  it('goes with the policy’s name and hash on stderr, and nothing else', () => {
    expect(ran.stderr).toMatch(/^policy: built-in \([0-9a-f]{12}\)\nbroken\.json:1:6: [^\n]+\n$/);
  });

  it('counts all verdicts, whatever --only reports', () => {
    const { report } = json(['bad.json', '--only', 'fail, unknown'], { 'bad.json': badDefinition });
    expect(new Set(report.verdicts.map(({ outcome }) => outcome))).toEqual(new Set(['fail']));
    expect(report.summary.verdicts.pass).toBeGreaterThan(0);
    const none = json(['bad.json', '--only', 'not-applicable'], { 'bad.json': badDefinition });
    expect(none.report.verdicts.every(({ outcome }) => outcome === 'not-applicable')).toBe(true);
    expect(none.code).toBe(1);
  });
});

describe('exit codes', () => {
  const low = definition({}, { tags: undefined });
  const fixed = [privileged, 'workload-trust/trust-level-declared', 'input-validation/non-root-user'];
  const medium = { version: 1, controls: { [privileged]: { severity: 'medium' } } };

  it.each<[string, string[], object, number]>([
    ['nothing wrong', [], goodDefinition, 0],
    ['a low fail below high', [], low, 0],
    ['a low fail at low', ['--fail-on', 'low'], low, 1],
    ['a low fail below medium', ['--fail-on', 'medium'], low, 0],
    ['a critical fail at critical', ['--fail-on', 'critical'], badDefinition, 1],
    ['a critical fail with none', ['--fail-on', 'none'], badDefinition, 0],
    [
      'the severity after policy, medium',
      ['--policy', 'medium.yml', '--fail-on', 'medium'],
      badDefinition,
      1,
    ],
    ['the severity after policy, below high', ['--policy', 'medium.yml'], badDefinition, 0],
    ['unknown by itself', [], definition({ user: undefined }), 0],
    ['unknown where asked', ['--fail-on-unknown', '--fail-on', 'none'], definition({ user: undefined }), 1],
  ])('%s', (_, args, document, code) => {
    const cwd = folderWith({
      'a.json': document,
      'seawall.yml': onlyControls(fixed),
      'medium.yml': JSON.stringify(medium),
    });
    expect(seawall(['evaluate', 'a.json', ...args], { cwd }).code).toBe(code);
  });

  it('2 for bad usage, in one line and with nothing on stdout', () => {
    for (const args of [
      ['evaluate', 'a.json', '--only', 'bad'],
      ['evaluate', 'a.json', '--fail-on', 'severe'],
      ['evaluate', 'a.json', '--now', '2026-02-31'],
      ['evaluate', '--nonsense'],
      ['evaluate'],
      ['nonsense'],
      ['evaluate', 'a.json', '--facts', 'none.json'],
    ]) {
      const { code, stdout, stderr } = seawall(args, { cwd: folderWith({ 'a.json': goodDefinition }) });
      expect([args.join(' '), code, stdout]).toEqual([args.join(' '), 2, '']);
      const lines = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('policy:'));
      expect(lines).toHaveLength(1);
    }
  });
});

describe('waivers', () => {
  const policy = (until: string) =>
    onlyControls([privileged], {
      waivers: [{ control: privileged, subject: 'we*', until, owner: 'ops', reason: 'moving out' }],
    });
  const at = ['--now', '2026-11-24'];

  it('keep a fail from deciding the exit code, and show in every form', () => {
    const cwd = folderWith({ 'a.json': badDefinition, 'seawall.yml': policy('2026-11-30') });
    const table = seawall(['evaluate', 'a.json', ...at], { cwd });
    expect(table.code).toBe(0);
    expect(table.stdout).toContain('critical, waived until 2026-11-30');
    expect(table.stdout).toContain('1 fail (1 waived)');
    const report = reportOf(seawall(['evaluate', 'a.json', ...at, '--format', 'json'], { cwd }));
    expect(failures(report)).toEqual([`${privileged} containerDefinitions[0].privileged`]);
    const sarif = JSON.parse(seawall(['evaluate', 'a.json', ...at, '--format', 'sarif'], { cwd }).stdout);
    expect(sarif.runs[0].results[0].suppressions).toEqual([
      { kind: 'external', justification: 'moving out' },
    ]);
    const junit = seawall(['evaluate', 'a.json', ...at, '--format', 'junit'], { cwd }).stdout;
    expect(junit).toContain('<skipped message="waived until 2026-11-30: moving out"/>');
  });

  it('end when their day is over', () => {
    const files = { 'a.json': badDefinition, 'seawall.yml': policy('2026-11-30') };
    const code = (now: string) =>
      seawall(['evaluate', 'a.json', '--now', now], { cwd: folderWith(files) }).code;
    expect([code('2026-11-30T23:59:59Z'), code('2026-12-01')]).toEqual([0, 1]);
  });
});

describe('policy', () => {
  it('is looked for upwards to the repository root, never beside the judged file', () => {
    const off = JSON.stringify({ version: 1, controls: { [privileged]: { enabled: false } } });
    const root = folderWith({
      'repo/.git/HEAD': 'ref',
      'repo/a/b/task.json': badDefinition,
      'repo/task.json': badDefinition,
      'seawall.yml': off,
    });
    const code = (cwd: string, path: string) => seawall(['evaluate', path], { cwd: join(root, cwd) });
    expect(code('repo/a/b', 'task.json')).toMatchObject({ code: 1 });
    writeFileSync(join(root, 'repo/a/seawall.yml'), off);
    const inside = code('repo/a/b', 'task.json');
    expect(inside.code).toBe(0);
    expect(inside.stderr).toMatch(/^policy: \.\.\/seawall\.yml \([0-9a-f]{12}\)$/m);
    expect(code('repo', 'a/b/task.json').code).toBe(1);
    mkdirSync(join(root, 'loose'));
    expect(code('loose', '../repo/task.json')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^policy: built-in \([0-9a-f]{12}\)\n$/),
    });
  });

  it('that is missing or wrong is told with its place, and nothing is judged', () => {
    const cwd = folderWith({
      'a.json': badDefinition,
      'wrong.yml': 'version: 1\nmode: obsrve\ncolour: red\n',
      'broken.yml': 'version: 1\n  mode: [\n',
    });
    const ran = (file: string) => seawall(['evaluate', 'a.json', '--policy', file], { cwd });
    expect(ran('none.yml')).toMatchObject({ code: 2, stdout: '' });
    expect(ran('none.yml').stderr).toBe('none.yml: no such file or folder (check the path)\n');
    const wrong = ran('wrong.yml');
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toMatch(/^wrong\.yml:2:\d+: /m);
    expect(wrong.stderr).toMatch(/^wrong\.yml:3:\d+: /m);
    expect(ran('broken.yml').stderr).toMatch(/^broken\.yml:\d+:\d+: /);
  });

  it('--strictness replaces its profile', () => {
    const files = { 'a.json': goodDefinition };
    const rank = ['low', 'medium', 'high', 'critical'];
    const baseline = json(['a.json'], files).report;
    const restricted = json(['a.json', '--strictness', 'restricted'], files).report;
    const weight = (report: typeof baseline) =>
      report.verdicts.reduce((sum, { severity }) => sum + rank.indexOf(severity) + 1, 0);
    expect(weight(restricted)).toBeGreaterThan(weight(baseline));
  });
});

describe('facts', () => {
  const asksForImage = definition({
    user: undefined,
    image: `${account}.dkr.ecr.eu-central-1.amazonaws.com/web:1`,
  });
  const rolesOnly = {
    ...runTask,
    enableExecuteCommand: false,
    overrides: { taskRoleArn: `arn:aws:iam::${account}:role/web-task` },
  };

  it('from GetAccountAuthorizationDetails settle what was unknown', () => {
    const withRole = definition({}, { taskRoleArn: `arn:aws:iam::${account}:role/web-task` });
    const files = { 'a.json': withRole, 'b.json': rolesOnly, 'gaad.json': accountDetails };
    const outcome = (args: string[]) =>
      json(['a.json', ...args], files).report.verdicts.find(
        ({ control }) => control === 'blast-radius/role-least-privilege',
      )?.outcome;
    expect(outcome([])).toBe('unknown');
    expect(outcome(['--facts', 'gaad.json'])).toBe('fail');
  });

  it('from a snapshot count as far as it goes: what it does not hold is unknown', () => {
    const snapshot = {
      version: 1,
      takenAt: '2026-11-20T00:00:00Z',
      accounts: { [account]: { regions: { 'eu-central-1': {} } } },
    };
    const { code, report } = json(['a.json', '--facts', 's.json'], {
      'a.json': asksForImage,
      's.json': snapshot,
    });
    expect(code).toBe(0);
    expect(report.verdicts.find(({ control }) => control === 'input-validation/non-root-user')).toMatchObject(
      {
        outcome: 'unknown',
        reason: expect.stringContaining('snapshot'),
      },
    );
  });

  it('that cannot be read end the run with the place, and without quoting the file', () => {
    const cwd = folderWith({
      'a.json': goodDefinition,
      'cut.json': '{"version": 1,\n "secret": "hunter2-hunter2" oops}',
      'other.json': { version: 2 },
      'binary.json': Uint8Array.from([0x7b, 0x0a, 0x22, 0xff, 0x22]),
    });
    const stderr = (file: string) => {
      const ran = seawall(['evaluate', 'a.json', '--facts', file], { cwd });
      expect(ran).toMatchObject({ code: 2, stdout: '' });
      return ran.stderr;
    };
    expect(stderr('cut.json')).toMatch(/^cut\.json:2:30: this is not JSON: ',' or '}' expected here/m);
    expect(stderr('cut.json')).not.toContain('hunter2');
    expect(stderr('other.json')).toMatch(/^other\.json:1:2: version: expected 1$/m);
    expect(stderr('binary.json')).toMatch(/^binary\.json:2:2: is not UTF-8 text/m);
  });
});

describe('the table', () => {
  const wide = definition({
    name: 'a-container-with-quite-a-long-name-to-fill-the-line-of-every-terminal-there-is',
    privileged: true,
  });

  it('is piped whole: one line a row, no colour, no progress', () => {
    const cwd = folderWith({ 'a.json': wide });
    const { stdout, stderr } = seawall(['evaluate', 'a.json'], { cwd, env: { FORCE_COLOR: '1' } });
    expect(stdout).not.toContain('\u001b');
    expect(stderr).not.toContain('\u001b');
    const row = stdout.split('\n').find((line) => line.includes(privileged));
    expect(row).toContain(
      'container a-container-with-quite-a-long-name-to-fill-the-line-of-every-terminal-there-is runs privileged',
    );
    expect(stdout).not.toContain('…');
  });

  it('counts passes and says in one line what facts would settle', () => {
    const cwd = folderWith({
      'a.json': definition({ user: undefined }),
      'b.json': definition({ user: undefined }),
      'seawall.yml': onlyControls([privileged, 'input-validation/non-root-user']),
    });
    const { stdout } = seawall(['evaluate', 'a.json', 'b.json'], { cwd });
    expect(stdout).toMatch(/^2 judged: 0 fail, 2 pass, 2 unknown$/m);
    expect(stdout).toMatch(/^1 control needs facts that were not given: `seawall snapshot`/m);
    expect(stdout).not.toContain('PASS');
  });
});

describe('other options', () => {
  it('--output writes the result to the file and nothing to stdout', () => {
    const cwd = folderWith({ 'a.json': badDefinition });
    const ran = seawall(['evaluate', 'a.json', '--format', 'json', '--output', 'out.json'], { cwd });
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(JSON.parse(readFileSync(join(cwd, 'out.json'), 'utf8'))).toMatchObject({ version: 1 });
  });

  it('an output that cannot be written is the environment’s failure', () => {
    const cwd = folderWith({ 'a.json': badDefinition });
    const ran = seawall(['evaluate', 'a.json', '--output', 'none/out.json'], { cwd });
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(/^none\/out\.json: cannot be written: /m);
  });

  it('- reads stdin, which is called -', () => {
    const { report, code } = (() => {
      const ran = seawall(['evaluate', '-', '--format', 'json'], { input: JSON.stringify(badDefinition) });
      return { ...ran, report: reportOf(ran) };
    })();
    expect(code).toBe(1);
    expect(report.verdicts[0]?.source.file).toBe('-');
    expect(seawall(['evaluate', '-'], { input: '{' }).stderr).toMatch(/^-:1:2: this is not JSON/m);
  });

  it('--kind forces the kind', () => {
    const statement = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: '*' }],
    };
    const kind = (...args: string[]) =>
      json(['p.json', ...args], { 'p.json': statement }).report.verdicts.map(({ control }) => control);
    expect(kind()).toContain('blast-radius/no-foreign-trust');
    expect(kind('--kind', 'policy')).not.toContain('blast-radius/no-foreign-trust');
  });
});
