// A baseline: what is known stays quiet, whatever was moved, renamed or reordered; what is new fails; what is gone is said.
import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { baselineText, failsIn, type KnownFail } from '../../cli/baseline/file.ts';
import { namedPath } from '../../shared/intake/documents/named.ts';
import { severities } from '../../shared/model/severity.ts';
import { commandLineTests, failures, folderWith, onlyControls, reportOf, seawall } from './cli.ts';

const it = commandLineTests();

const container = (name: string, more: object = {}) => ({
  ...{ name, image: `shop/${name}@sha256:${'ab'.repeat(32)}`, user: '10001', memory: 64 },
  ...more,
});
const task = (containers: readonly object[], family = 'web') => ({
  ...{ family, requiresCompatibilities: ['EC2'], containerDefinitions: containers },
});
const privileged = 'namespace-isolation/no-privileged';
const secrets = 'input-validation/no-plaintext-secrets';
const policy = onlyControls([privileged, secrets, 'control-plane/no-privilege-escalation']);
const password = {
  environment: [
    { name: 'A', value: 'b' },
    { name: 'DB_PASSWORD', value: 'hunter2-and-more' },
  ],
};
const bad = [container('web', { privileged: true }), container('agent', password)];

const evaluate = (cwd: string, ...args: string[]) => seawall(['evaluate', '.', ...args], { cwd });
const json = (cwd: string, ...args: string[]) => {
  const ran = evaluate(cwd, '--baseline', 'known.json', '--format', 'json', ...args);
  const report = reportOf(ran) as ReturnType<typeof reportOf> & {
    readonly baseline: { readonly known: number; readonly new: number; readonly gone: readonly KnownFail[] };
  };
  return { code: ran.code, ...report };
};

function adopted(files: Readonly<Record<string, unknown>>): string {
  const cwd = folderWith({ 'seawall.yml': policy, ...files });
  expect(evaluate(cwd, '--write-baseline', 'known.json').code).toBe(0);
  return cwd;
}

const write = (cwd: string, file: string, value: unknown, indent = 0) =>
  writeFileSync(join(cwd, file), typeof value === 'string' ? value : JSON.stringify(value, null, indent));

describe('what a baseline holds stays quiet', () => {
  const same: readonly (readonly [string, (cwd: string) => void])[] = [
    ['lines moved', (cwd) => write(cwd, 'task.json', task(bad), 8)],
    ['the file renamed', (cwd) => renameSync(join(cwd, 'task.json'), join(cwd, 'other.json'))],
    ['the containers in another order', (cwd) => write(cwd, 'task.json', task(bad.toReversed()))],
    ['another container in front', (cwd) => write(cwd, 'task.json', task([container('new'), ...bad]))],
    [
      'variables in another order',
      (cwd) =>
        write(
          cwd,
          'task.json',
          task([bad[0] ?? {}, container('agent', { environment: password.environment.toReversed() })]),
        ),
    ],
    [
      'another image',
      (cwd) => write(cwd, 'task.json', task(bad.map((one) => ({ ...one, image: 'x.test/y:2' })))),
    ],
  ];
  it.each(same)('%s', (_, change) => {
    const cwd = adopted({ 'task.json': task(bad) });
    change(cwd);
    expect(json(cwd)).toMatchObject({ code: 0, baseline: { known: 2, new: 0, gone: [] } });
  });

  it('and only with the baseline', () => {
    const cwd = adopted({ 'task.json': task(bad) });
    expect(evaluate(cwd).code).toBe(1);
    expect(evaluate(cwd, '--baseline', 'known.json').code).toBe(0);
  });

  it('in YAML, templates and lists of documents', () => {
    const pod = (name: string) => ({
      ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'shop' } },
      spec: { containers: [{ name: 'app', image: 'a', securityContext: { privileged: true } }] },
    });
    const template = (first: string) => ({
      AWSTemplateFormatVersion: '2010-09-09',
      Resources: {
        [first]: { Type: 'AWS::SNS::Topic' },
        Task: {
          Type: 'AWS::ECS::TaskDefinition',
          Properties: { ContainerDefinitions: [{ Name: 'x', Image: 'x', Privileged: true }] },
        },
      },
    });
    const cwd = adopted({
      'pods.yaml': `${JSON.stringify(pod('one'))}\n---\n${JSON.stringify(pod('two'))}\n`,
      'list.json': [pod('three'), pod('four')],
      'stack.json': template('Topic'),
    });
    write(
      cwd,
      'pods.yaml',
      `# moved\n---\n${JSON.stringify(pod('two'))}\n---\n${JSON.stringify(pod('one'))}\n`,
    );
    write(cwd, 'list.json', [pod('four'), pod('three')]);
    write(cwd, 'stack.json', template('Queue'));
    renameSync(join(cwd, 'stack.json'), join(cwd, 'shop.json'));
    expect(json(cwd)).toMatchObject({ baseline: { known: 5, new: 0, gone: [] } });
  });
});

describe('what is new fails', () => {
  it('alone, with the exit code, in every place where fails are told', () => {
    const cwd = adopted({ 'task.json': task(bad) });
    write(cwd, 'task.json', task([...bad, container('third', { privileged: true })]));
    const report = json(cwd);
    expect(report.code).toBe(1);
    expect(failures(report)).toEqual([`${privileged} containerDefinitions[2].privileged`]);
    expect(report.baseline).toMatchObject({ known: 2, new: 1 });
    expect(
      evaluate(cwd, '--baseline', 'known.json', '--format', 'github').stdout.match(/^::/gm),
    ).toHaveLength(1);
  });

  it('also where the same fails in a second file', () => {
    const cwd = adopted({ 'task.json': task(bad) });
    write(cwd, 'copy.json', task(bad));
    expect(json(cwd).baseline).toMatchObject({ known: 2, new: 2 });
  });

  it('also where it weighs more than what was accepted', () => {
    const cwd = adopted({ 'task.json': task(bad) });
    const lighter = readFileSync(join(cwd, 'known.json'), 'utf8').replace(
      '"severity":"critical"',
      '"severity":"low"',
    );
    write(cwd, 'known.json', lighter);
    expect(json(cwd).baseline).toMatchObject({ known: 1, new: 1 });
  });

  it('also where an element without a name is exchanged for another', () => {
    const grants = (action: string) => ({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::shop/a' },
        { Effect: 'Allow', Action: action, Resource: '*' },
      ],
    });
    const cwd = adopted({ 'policy.json': grants('iam:CreatePolicyVersion') });
    renameSync(join(cwd, 'policy.json'), join(cwd, 'renamed.json'));
    expect(evaluate(cwd, '--baseline', 'known.json').code).toBe(0);
    write(cwd, 'renamed.json', grants('iam:AttachRolePolicy'));
    expect(evaluate(cwd, '--baseline', 'known.json').code).toBe(1);
  });

  it('and where its waiver ends: what is waived is not written', () => {
    const waived = JSON.stringify({
      ...JSON.parse(policy),
      waivers: [
        {
          control: privileged,
          subject: 'web',
          until: '2026-12-20',
          owner: 'kim@acme.test',
          reason: 'moves to Fargate',
        },
      ],
    });
    const cwd = folderWith({ 'seawall.yml': waived, 'task.json': task(bad) });
    const at = (now: string, ...args: string[]) => evaluate(cwd, '--now', now, ...args).code;
    expect(at('2026-12-01', '--write-baseline', 'known.json')).toBe(0);
    expect(at('2026-12-01', '--baseline', 'known.json')).toBe(0);
    expect(at('2026-12-31', '--baseline', 'known.json')).toBe(1);
  });
});

describe('what is gone is said', () => {
  it('by name, and only where somebody looked', () => {
    const cwd = adopted({ 'task.json': task(bad), 'more/task.json': task(bad, 'more') });
    write(cwd, 'task.json', task([container('web'), container('agent', password)]));
    const { stderr, stdout } = evaluate(cwd, '--baseline', 'known.json');
    expect(stderr).toContain(`gone since known.json: ${privileged} task.json web`);
    expect(stdout.trim().split('\n').at(-1)).toContain('baseline: 0 new, 3 known, 1 gone');
    expect(json(cwd).baseline.gone).toMatchObject([{ control: privileged, subject: 'web', count: 1 }]);
    for (const args of [
      ['--control', secrets],
      ['--skip', privileged],
      ['--exclude', 'task.json'],
    ])
      expect([args, json(cwd, ...args).baseline.gone.filter(({ file }) => file === 'task.json')]).toEqual([
        args,
        [],
      ]);
    const part = seawall(['evaluate', 'more', '--baseline', 'known.json'], { cwd });
    expect(part.stdout).toContain('0 gone');
  });

  it('and written anew it leaves the file: the difference is the line', () => {
    const cwd = adopted({ 'task.json': task(bad) });
    const before = readFileSync(join(cwd, 'known.json'), 'utf8').split('\n');
    write(cwd, 'task.json', task(bad.slice(1)));
    evaluate(cwd, '--baseline', 'known.json', '--write-baseline', 'known.json');
    const after = readFileSync(join(cwd, 'known.json'), 'utf8').split('\n');
    const bare = (line: string) => line.replace(/,$/, '');
    expect(before.filter((line) => !after.map(bare).includes(bare(line)))).toHaveLength(1);
    expect(JSON.parse(after.join('\n')).fails).toHaveLength(1);
  });
});

describe('the file', () => {
  it('is said to hold as many fails as the report counts, and at how many places', () => {
    const files = {
      'task.json': task([container('web', { privileged: true }), container('agent', { privileged: true })]),
    };
    const cwd = folderWith({ 'seawall.yml': policy, ...files });
    const { stderr } = evaluate(cwd, '--write-baseline', 'known.json');
    expect(evaluate(cwd).stdout).toMatch(/\b1 fail\b/);
    expect(stderr).toContain('known.json: 1 fail (at 2 places) written: --baseline known.json');
  });

  it.each([
    ['is not there', 'none.json', null],
    ['is no JSON', 'known.json', '{'],
    ['is another version', 'known.json', '{"version":2,"fails":[]}'],
    ['is a manifest', 'known.json', task(bad)],
    ['holds half a fail', 'known.json', '{"version":1,"fails":[{"fingerprint":"x"}]}'],
  ])('that %s ends with 2', (_, name, content) => {
    const cwd = folderWith({
      'task.json': task([container('web')]),
      ...(content === null ? {} : { [name]: content }),
    });
    const { code, stderr } = seawall(['evaluate', 'task.json', '--baseline', name], { cwd });
    expect([code, stderr]).toEqual([2, expect.stringContaining(`${name}: `)]);
  });

  it('is never written over anything else', () => {
    const cwd = folderWith({ 'task.json': task(bad), 'notes.txt': 'mine' });
    for (const file of ['task.json', 'notes.txt']) {
      const before = readFileSync(join(cwd, file), 'utf8');
      expect(evaluate(cwd, '--write-baseline', file).code).toBe(2);
      expect(readFileSync(join(cwd, file), 'utf8')).toBe(before);
    }
  });

  it('holds no secret', () => {
    const token = `ghp_${'x7Q2kLm9Pz'}${'Rt4Vb8Nc2Wq6Yd1Fg5Hj3Ks'}x7Z`;
    const cwd = folderWith({
      'seawall.yml': policy,
      'task.json': task(
        [container('web', { environment: [{ name: token, value: token }], privileged: true })],
        token,
      ),
    });
    evaluate(cwd, '--write-baseline', 'known.json');
    const text = readFileSync(join(cwd, 'known.json'), 'utf8');
    expect(text).toContain(privileged);
    expect(text).not.toContain(token);
  });

  it('is the same whatever the order of the fails, and reads as it was written', () => {
    const fail = fc.record({
      ...{
        fingerprint: fc.string({ minLength: 1 }),
        control: fc.string(),
      },
      ...{
        severity: fc.constantFrom(...severities),
        subject: fc.string(),
        file: fc.string(),
        path: fc.string(),
      },
      count: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(fail, { selector: ({ fingerprint }) => fingerprint }), (fails) => {
        const text = baselineText(fails);
        expect(baselineText(fails.toReversed())).toBe(text);
        expect(baselineText(failsIn(text) ?? [])).toBe(text);
      }),
    );
  });
});

describe('a path with named places', () => {
  const root = {
    containerDefinitions: [{ name: 'web', environment: [{ name: 'A' }, { name: 'B' }] }, {}],
    text: JSON.stringify({ rules: [{ Sid: 'one' }] }),
    'key.with.dots': [{ metadata: { name: 'x' }, kind: 'Pod' }],
  };
  it.each([
    ['containerDefinitions[0].environment[1].value', 'containerDefinitions[web].environment[B].value'],
    ['containerDefinitions[1].image', 'containerDefinitions[*].image'],
    ['containerDefinitions[9].image', 'containerDefinitions[*].image'],
    ['text.rules[0].Action', 'text.rules[one].Action'],
    ['key.with.dots[0].spec', 'key.with.dots[Pod//x].spec'],
    ['', ''],
    ['nothing.here[3].at[4]', 'nothing.here[*].at[*]'],
    ['[', '[*]'],
  ])('%s is %s', (path, named) => expect(namedPath(root, path)).toBe(named));

  it('ends for every path', () => {
    fc.assert(fc.property(fc.string(), (path) => void namedPath(root, path)));
  });
});

describe('--changed-since', () => {
  const git = (cwd: string, ...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=k', '-c', 'user.email=k@acme.test', ...args], {
      cwd,
      stdio: 'pipe',
    });
  function repository() {
    const cwd = folderWith({
      'a.json': task(bad, 'a'),
      'b/ü.json': task(bad, 'b'),
      'c.json': task(bad, 'c'),
    });
    git(cwd, 'init', '-q', '-b', 'main');
    git(cwd, 'add', '.');
    git(cwd, 'commit', '-qm', 'one');
    return cwd;
  }
  const files = (cwd: string, ref: string, folder = cwd) => {
    const args = ['evaluate', '.', '--changed-since', ref, '--format', 'json'];
    const ran = seawall(args, { cwd: folder });
    return [ran.code, [...new Set(reportOf(ran).verdicts.map(({ source }) => source.file))].sort()];
  };

  it('judges what was changed, staged or not, and what is new, in any folder', () => {
    const cwd = repository();
    expect(files(cwd, 'main')).toEqual([0, []]);
    write(cwd, 'b/ü.json', task(bad, 'b2'));
    write(cwd, 'new.json', task(bad, 'n'));
    expect(files(cwd, 'main')).toEqual([1, ['b/ü.json', 'new.json']]);
    expect(files(cwd, 'HEAD', join(cwd, 'b'))).toEqual([1, ['ü.json']]);
    git(cwd, 'checkout', '-qb', 'side');
    git(cwd, 'add', '.');
    git(cwd, 'commit', '-qm', 'two');
    expect(files(cwd, 'HEAD')).toEqual([0, []]);
    expect(files(cwd, 'main')).toEqual([1, ['b/ü.json', 'new.json']]);
    // What came to main since is no change of the branch.
    git(cwd, 'checkout', '-q', 'main');
    write(cwd, 'c.json', task(bad, 'c2'));
    git(cwd, 'commit', '-qam', 'three');
    git(cwd, 'checkout', '-q', 'side');
    expect(files(cwd, 'main')).toEqual([1, ['b/ü.json', 'new.json']]);
  });

  it.each([
    ['nowhere'],
    ['--output=/tmp/x'],
    ['-h'],
    ['main:a.json'],
    [''],
  ])('refuses %j as no commit', (ref) => {
    const { code, stderr } = seawall(['evaluate', '.', `--changed-since=${ref}`], { cwd: repository() });
    expect([code, stderr]).toEqual([2, expect.stringContaining('no such commit')]);
  });

  it('outside of a repository is an error of the environment', () => {
    const cwd = folderWith({ 'a.json': task(bad) });
    expect(evaluate(cwd, '--changed-since', 'main').code).toBe(3);
  });
});
