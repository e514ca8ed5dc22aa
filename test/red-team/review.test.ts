// The security review's own inputs once more (docs/security-review.md), each as small as it was found: rows 11, 13, 15, 16, 18 to 20 and 23.
// Rows 17 and 24 are test/functions/slack-interaction.test.ts and test/functions/attacks/sessions.test.ts, with the same inputs.
import { gzipSync } from 'node:zlib';
import { describe, expect } from 'vitest';
import { splitter, tooLong } from '../../cli/history/split.ts';
import { textTable } from '../../cli/report/text-table.ts';
import { hostsIn } from '../../shared/names/hosts.ts';
import { judge } from '../../shared/pipeline.ts';
import { protectedBy } from '../../shared/policy/protected.ts';
import { secretsInArguments } from '../../shared/secrets/arguments.ts';
import { findSecretLine } from '../../shared/secrets/lines.ts';
import { forJournal, forSnapshot, redacted } from '../../shared/secrets/redact.ts';
import { folderWith, seawall } from '../cli/cli.ts';
import { definition } from '../cli/documents.ts';
import { policy } from '../policy/fixtures.ts';
import { oneTestIn } from '../support/extent.ts';
import { judgingWith, observationsOf } from '../support/judging.ts';
import { calmMsSince, processorMs } from '../support/processor-time.ts';

const it = oneTestIn(3, 'attacks that were tried');

// Put together at run time, so that no scanner takes this file for a leak.
const password = 'Fk3-9vQz-hw2';
const token = ['ghp_', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('');

/** Verdicts on a document, and the processor time that they took. */
async function judged(document: unknown, rules: Parameters<typeof judgingWith>[0] = {}) {
  const judging = judgingWith({ version: 1, ...rules });
  const began = processorMs();
  const verdicts = [];
  for (const observation of observationsOf(document)) verdicts.push(...(await judge(observation, judging)));
  return { verdicts, took: calmMsSince(began) };
}

describe('11: texts that took quadratic time', () => {
  const n = 100_000;
  it.each<[string, () => unknown]>([
    ['commas within a value', () => hostsIn(`x${','.repeat(n)}y`)],
    ['semicolons', () => hostsIn(`x${';'.repeat(n)}y`)],
    ['signs of equality', () => hostsIn(`x${'='.repeat(n)}y`)],
    ['blanks within a line', () => findSecretLine(`A=x${' '.repeat(n)}y`)],
    ['comments behind a value', () => findSecretLine(`A=b${' #'.repeat(n / 2)}\rx`)],
    ['logins without a password', () => secretsInArguments(`docker ${'-p x '.repeat(n / 5)}`.split(' '))],
    [
      'a name full of blanks, in the table',
      () => textTable(['a'], [[`a${' '.repeat(n)}b`]], (_, text) => text),
    ],
  ])('%s: 100,000 characters are read within a second', (_, read) => {
    const began = processorMs();
    read();
    expect(calmMsSince(began)).toBeLessThan(1000);
  });

  it('a definition with one value of 60 kB, and a ConfigMap with a line of 50 kB, are judged within seconds', async () => {
    const environment = [{ name: 'URLS', value: `x${','.repeat(60_000)}y` }];
    const first = await judged(definition({ environment }), { trust: { destinations: ['*.acme.internal'] } });
    const data = { a: `A=x${' '.repeat(50_000)}y` };
    const second = await judged({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data });
    expect(first.verdicts.length).toBeGreaterThan(20);
    expect(Math.max(first.took, second.took)).toBeLessThan(3000);
  });
});

it('13: a pattern of the policy that backtracks takes linear time over a value, and still judges it', async () => {
  const schema = { type: 'object', properties: { V: { type: 'string', pattern: '^([a-z0-9]+-?)+$' } } };
  const groups = [{ name: 'all', match: [{ platform: 'ecs' }], 'environment-schema': schema }];
  for (const [end, outcome] of [
    ['!', 'fail'],
    ['', 'pass'],
  ] as const) {
    const environment = [{ name: 'V', value: `${'a'.repeat(5_000)}${end}` }];
    const { verdicts, took } = await judged(definition({ environment }), { groups });
    const found = verdicts.filter(({ control }) => control === 'input-validation/environment-schema');
    expect(found.map((verdict) => verdict.outcome)).toEqual([outcome]);
    expect(took).toBeLessThan(3000);
  }
});

it('15: the id of a key stands in what people approve, in words and in the call', () => {
  const id = ['AKIA', 'IOSFODNN7', 'Q3R5T7W'].join('');
  const plan = {
    words: `deactivate access key ${id} of user svc; can be approved until 2026-11-17 13:12 UTC`,
    calls: [
      { operation: 'UpdateAccessKey', parameters: { UserName: 'svc', AccessKeyId: id, Status: 'Inactive' } },
    ],
  };
  expect(redacted(plan, forJournal)).toEqual(plan);
});

it('16: a role that is called like Seawall is protected by nothing', () => {
  const own = (arn: string) =>
    arn === 'arn:aws:iam::111122223333:role/seawall-production-eu-central-1-respond';
  for (const name of [
    'backup-seawall',
    'seawall',

    'seawall-respond',
  ]) {
    const id = `arn:aws:iam::111122223333:role/${name}`;
    const subject = {
      ...{ id, identity: id, account: '111122223333', cluster: null },
      namespace: null,
      tags: {},
    };
    expect([name, protectedBy(policy('protected: []'), subject, own)]).toEqual([name, null]);
  }
  const cluster = 'arn:aws:ecs:eu-central-1:999988887777:cluster/seawall';
  const subject = {
    ...{ id: cluster, identity: cluster, account: '999988887777' },
    cluster: 'seawall',
    namespace: null,
    tags: {},
  };
  expect(protectedBy(policy('protected: []'), subject, own)).toBeNull();
});

it('18: a snapshot keeps no secret under a key named `token`, at any depth but that of pages', () => {
  const answer = { config: { Labels: { token } }, list: [{ dockerLabels: { token } }], nextToken: token };
  const kept = JSON.stringify({ ...redacted(answer, forSnapshot), nextToken: '' });
  expect(kept).not.toContain(token);
  expect(redacted(answer, forSnapshot)).toMatchObject({ nextToken: token });
});

describe('19: no login of a document comes out', () => {
  const hook = (host: string) => ({
    ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', labels: { token, password } } },
    spec: {
      containers: [{ name: 'c', image: 'web:1', lifecycle: { preStop: { httpGet: { host, port: 80 } } } }],
    },
  });
  const environment = [
    { name: 'BASH_ENV', value: `https://u:${password}@x.test/a` },
    { name: 'NODE_OPTIONS', value: `--require https://u:${password}@x.test/a` },
    { name: 'LD_PRELOAD', value: `https://u:${password}@x.test/x.so` },
  ];
  const documents: Readonly<Record<string, object>> = {
    'image.json': definition({ image: `https://user:${password}@registry.acme.test/web:1` }),
    'loader.json': definition({ environment }),
    'labels.json': definition({ dockerLabels: { token, password } }),
    'hook.json': hook(`https://u:${password}@x.test`),
    'hook-without-scheme.json': hook(`u:${password}@x.test`),
    'hook-with-port.json': hook(`u:${password}@x.test:8080`),
    'hook-of-an-address.json': hook(`kim:${password}@10.0.0.1`),
  };

  it.each(['table', 'json', 'sarif', 'html', 'junit'])('in %s', (format) => {
    const { stdout, stderr } = seawall(['evaluate', '.', '--format', format], { cwd: folderWith(documents) });
    expect(stdout).toContain('no-probe-to-foreign-host');
    for (const secret of [password, token])
      expect([secret, `${stdout}${stderr}`.includes(secret)]).toEqual([secret, false]);
  });
});

it('20: no name begins a line that a CI system obeys', () => {
  const files = {
    '::error ::pwned.json': '{"broken":',
    '::stop-commands::x.json': '{"broken":',
    'task.json': definition({ name: '##vso[task.setvariable variable=PATH]x', privileged: true }),
  };
  for (const format of ['table', 'json', 'sarif', 'html', 'junit']) {
    const { stdout, stderr } = seawall(['evaluate', '.', '--format', format], { cwd: folderWith(files) });
    expect(`${stdout}\n${stderr}`).not.toMatch(/^\s*::|##vso\[/m);
    expect(stderr).toContain('pwned.json');
  }
});

it('23: one record of 25, 50 and 100 MB is given up at the largest that AWS writes, in the same short time', () => {
  for (const megabytes of [25, 50, 100]) {
    const record = {
      eventSource: 'ecs.amazonaws.com',
      requestParameters: { x: 'a'.repeat(megabytes * 1_000_000) },
    };
    const bytes = Buffer.from(JSON.stringify({ Records: [record] }));
    expect(gzipSync(bytes).length).toBeLessThan(110_000);
    const split = splitter();
    const found = [];
    const began = processorMs();
    for (let start = 0; start < bytes.length; start += 65_536)
      found.push(...split.push(bytes.subarray(start, start + 65_536)));
    found.push(...split.end().records);
    expect(calmMsSince(began)).toBeLessThan(3000);
    expect(found).toEqual([tooLong]);
  }
});
