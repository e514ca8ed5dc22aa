// What every form of the result keeps, in a loop over the list of them, and the shape of each that a tool reads.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect } from 'vitest';
import { annotationLine } from '../../cli/report/annotation.ts';
import { formats } from '../../cli/report/formats/index.ts';
import { commandLineTests, folderWith, type Ran, seawall } from './cli.ts';
import { definition } from './documents.ts';

const it = commandLineTests();

const hostile =
  '::error::x%0A\n::stop-commands::t @kim <b>|`[a](http://evil.test)` ##vso[task.x] =cmd() \u202eend';
const files = {
  'a folder/täsk.json': JSON.stringify(definition({ privileged: true, user: 'root' }), null, 2),
  'hostile.json': definition({ name: hostile, privileged: true }, { family: hostile }),
  'broken.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: [\n',
  'policy.json': {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'iam:*', Resource: '*' }],
  },
};
let ran: Ran;

beforeAll(() => {
  const targets = formats.flatMap((format) => ['--format', `${format}=out/${format}`]);
  const folder = folderWith({ ...files, 'out/.keep': '' });
  ran = seawall(['evaluate', '.', '--fail-on', 'critical', ...targets], { cwd: folder });
  for (const format of formats) texts.set(format, readFileSync(join(folder, 'out', format), 'utf8'));
});
const texts = new Map<string, string>();
const textOf = (format: string) => texts.get(format) ?? '';

describe('all forms in one run', () => {
  it('are written, nothing goes to standard output, and the sum to standard error', () => {
    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr.trim().split('\n').at(-1)).toMatch(
      /^3 judged: \d+ fail, .* · 1 problem with the input$/,
    );
  });

  it.each(
    formats,
  )('%s names what fails, and lets no name in it be a command or turn the text around', (format) => {
    const text = textOf(format);
    expect(text.length).toBeGreaterThan(100);
    if (format !== 'github') expect(text).not.toMatch(/^\s*::/m);
    expect(text).not.toMatch(/##vso\[|\u202e/);
    if (format !== 'junit' && format !== 'html') expect(text).toContain('privileged');
  });
});

describe('github', () => {
  it('is one annotation for each place, the most severe first, and what could not be read before', () => {
    const lines = textOf('github').trimEnd().split('\n');
    const levels = lines.map((line) => /^::(error|warning|notice) /.exec(line)?.[1]);
    expect(levels).not.toContain(undefined);
    expect(lines[0]).toMatch(/^::error file=broken\.yaml,line=\d+,col=\d+,title=cannot be read::/);
    expect(lines.filter((line) => line.includes('no-privilege-escalation'))).toHaveLength(1);
    const rank = ['error', 'warning', 'notice'];
    const ranks = levels.map((level) => rank.indexOf(level ?? ''));
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
    const source = files['a folder/täsk.json'].split('\n').findIndex((line) => line.includes('"privileged"'));
    expect(lines.find((line) => line.includes('täsk.json') && line.includes('no-privileged]'))).toContain(
      `file=a folder/täsk.json,line=${source + 1},`,
    );
  });

  it('is one line and one command, whatever it is about', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (file, text) => {
        const line = annotationLine({ level: 'error', file, line: 1, column: 1, title: text, message: text });
        expect(line).toMatch(/^::error file=[^:,]*,line=1,col=1,title=[^:,]*::[^\r\n]*\n$/);
        expect(line).not.toMatch(/##vso\[|##\[/i);
        expect(line.match(/%(?!25|3A|2C)/g)).toBeNull();
      }),
    );
  });
});

describe('gitlab', () => {
  it('has what GitLab asks for, each fingerprint once', () => {
    const issues: Record<string, unknown>[] = JSON.parse(textOf('gitlab'));
    for (const issue of issues)
      expect(issue).toEqual({
        description: expect.stringMatching(/./),
        check_name: expect.stringMatching(/^[a-z0-9-]+\/[a-z0-9-]+$/),
        fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
        severity: expect.stringMatching(/^(blocker|critical|major|minor|info)$/),
        location: { path: expect.stringMatching(/^[^./]/), lines: { begin: expect.any(Number) } },
      });
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
    expect(issues.map(({ check_name }) => check_name)).toContain('input/malformed-yaml');
  });
});

describe('csv', () => {
  it('has a row for each evidence, as many cells as its head, and no formula', () => {
    const rows = textOf('csv').trimEnd().split('\r\n');
    const cellsOf = (row: string) =>
      [...row.matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)].map(([, cell = '']) => cell);
    const [head = [], ...body] = rows.map(cellsOf);
    expect(head.slice(0, 3)).toEqual(['outcome', 'severity', 'control']);
    expect(body.length).toBeGreaterThan(20);
    for (const cells of body) {
      expect(cells).toHaveLength(head.length);
      for (const cell of cells) expect(cell).not.toMatch(/^[=+\-@\t]/);
    }
    const row = body.find(
      ([outcome, , control]) => outcome === 'fail' && control === 'namespace-isolation/no-privileged',
    );
    expect(row?.slice(-5)).toEqual([
      '4.4.3',
      'CIS EKS 4.2.1; CIS Kubernetes 5.2.2',
      'ECS.4',
      'T1610; T1611',
      'docs/controls/namespace-isolation/no-privileged.md',
    ]);
    for (const cells of body) if (cells.at(-1) !== '') expect(existsSync(cells.at(-1) ?? '')).toBe(true);
  });
});

describe('markdown', () => {
  it('begins with the mark of its comment, names the worst first, and shows names as text only', () => {
    const text = textOf('markdown');
    expect(text).toMatch(/^<!-- seawall -->\n### Seawall: \d+ critical/);
    expect(text).not.toMatch(/@kim|http:|<b>|\[a\]|javascript/);
    const severities = [...text.matchAll(/^\| (critical|high|medium|low) \|/gm)].map(([, one = '']) => one);
    const rank = ['critical', 'high', 'medium', 'low'];
    expect(severities).toEqual(severities.toSorted((a, b) => rank.indexOf(a) - rank.indexOf(b)));
    for (const row of text.split('\n').filter((line) => line.startsWith('| ')))
      expect(row.split('|')).toHaveLength(5);
  });
});

describe('ocsf', () => {
  it('is compliance findings with all that the class requires', () => {
    const findings: Record<string, unknown>[] = JSON.parse(textOf('ocsf'));
    expect(findings.length).toBeGreaterThan(10);
    for (const finding of findings)
      expect(finding).toMatchObject({
        ...{ class_uid: 2003, category_uid: 2, activity_id: 1, type_uid: 200301, time: expect.any(Number) },
        severity_id: expect.any(Number),
        metadata: { version: '1.3.0', product: { name: 'Seawall', vendor_name: expect.any(String) } },
        finding_info: { uid: expect.stringMatching(/./), title: expect.stringMatching(/./) },
        compliance: { standards: expect.any(Array), status_id: expect.any(Number) },
      });
    expect(findings.find(({ status }) => status !== 'New')).toBeUndefined();
  });
});

describe('references', () => {
  it('stand in JSON, SARIF and HTML, with the page of the control', () => {
    const json = JSON.parse(textOf('json'));
    const page = 'docs/controls/namespace-isolation/no-privileged.md';
    expect(
      json.controls.find(({ id }: { id: string }) => id === 'namespace-isolation/no-privileged'),
    ).toEqual({
      id: 'namespace-isolation/no-privileged',
      title: 'Containers do not run privileged',
      fix: expect.stringMatching(/./),
      page,
      references: {
        nist: ['4.4.3'],
        cis: ['CIS EKS 4.2.1', 'CIS Kubernetes 5.2.2'],
        fsbp: ['ECS.4'],
        attack: ['T1610', 'T1611'],
      },
    });
    const [run] = JSON.parse(textOf('sarif')).runs;
    const rule = run.tool.driver.rules.find(
      ({ id }: { id: string }) => id === 'namespace-isolation/no-privileged',
    );
    expect(rule.helpUri).toBe('https://attack.mitre.org/techniques/T1610/');
    expect(rule.properties.tags).toEqual(
      expect.arrayContaining([
        'security',
        'NIST-800-190/4.4.3',
        'CIS/EKS-4.2.1',
        'FSBP/ECS.4',
        'ATTACK/T1611',
      ]),
    );
    for (const { target } of rule.relationships) {
      const taxonomy = run.taxonomies[target.toolComponent.index];
      expect(taxonomy.name).toBe(target.toolComponent.name);
      expect(taxonomy.taxa.map(({ id }: { id: string }) => id)).toContain(target.id);
    }
    expect(textOf('html')).toContain(
      `NIST SP 800-190 4.4.3 · CIS EKS 4.2.1 · CIS Kubernetes 5.2.2 · FSBP ECS.4`,
    );
    expect(textOf('html')).toContain(page);
  });
});

describe('--format', () => {
  const folder = { 'task.json': definition({ privileged: true }) };
  it.each([
    [['--format', 'sarfi'], 'Did you mean sarif?'],
    [['--format', 'json='], 'names no file'],
    [['--format', 'json', '--format', 'table'], 'both go to standard output'],
    [['--format', 'json=x', '--format', 'csv=x'], 'two reports cannot go to one file'],
    [['--format', 'json=x', '--format', 'csv=./x'], 'two reports cannot go to one file'],
    [['--format', 'json=x', '--output', 'y'], 'every --format names its own file'],
    [['--format', 'json=task.json'], 'is an input of this run'],
  ])('%j is refused: %s', (args, words) => {
    const { code, stderr } = seawall(['evaluate', '.', ...args], { cwd: folderWith(folder) });
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });

  it('takes one for standard output and others for files', () => {
    const at = folderWith(folder);
    const { code, stdout } = seawall(['evaluate', '.', '--format', 'github', '--format', 'json=x.json'], {
      cwd: at,
    });
    expect([code, stdout.startsWith('::error file=task.json,')]).toEqual([1, true]);
    expect(JSON.parse(readFileSync(join(at, 'x.json'), 'utf8')).version).toBe(1);
  });
});

describe('what is asked', () => {
  const at = folderWith({ 'task.json': definition({ privileged: true, user: 'root' }) });
  const controls = (...args: string[]) => {
    const { code, stdout, stderr } = seawall(['evaluate', '.', '--format', 'json', ...args], { cwd: at });
    return {
      code,
      stderr,
      ids: stdout === '' ? [] : JSON.parse(stdout).verdicts.map((one: { control: string }) => one.control),
    };
  };

  it('is what --control and --skip say: ids, families, globs', () => {
    expect(controls('--control', 'namespace-isolation/no-privileged').ids).toEqual([
      'namespace-isolation/no-privileged',
    ]);
    const family = controls('--control', 'namespace-isolation', '--skip', '*/no-privileged').ids;
    expect(family.length).toBeGreaterThan(2);
    for (const id of family) expect(id).toMatch(/^namespace-isolation\/(?!no-privileged$)/);
    expect(
      controls('--control', 'input-validation/non-root-user,namespace-isolation/no-privileged').ids,
    ).toHaveLength(2);
  });

  it.each([
    ['no-priviledged', 'namespace-isolation/no-privileged'],
    ['namespace-isolatoin', 'namespace-isolation'],
    ['namespace/no-privileged', 'namespace-isolation/no-privileged'],
  ])('%s is no control: did you mean %s?', (id, near) => {
    for (const option of ['--control', '--skip'])
      expect(controls(option, id)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(`did you mean ${near}?`),
      });
  });

  it('--min-severity leaves out what is less severe, and does not fail on it', () => {
    const report = JSON.parse(
      seawall(['evaluate', '.', '--format', 'json', '--min-severity', 'high'], { cwd: at }).stdout,
    );
    for (const { severity } of report.verdicts) expect(['high', 'critical']).toContain(severity);
    const quiet = seawall(
      ['evaluate', '.', '--control', 'input-validation/non-root-user', '--min-severity', 'critical'],
      { cwd: at },
    );
    expect([quiet.code, quiet.stdout.includes('1 less severe not shown')]).toEqual([0, true]);
  });
});
