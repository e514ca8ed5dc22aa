// What the examples of the input controls leave out: images, every kind of override, and hostile text.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeExample } from '../../cli/examples/judge-example.ts';
import { cloudTrail } from '../../shared/controls/examples/events.ts';
import { taskDefinition } from '../../shared/controls/examples/workloads.ts';
import { noRemoteShellDaemon } from '../../shared/controls/immutability/no-remote-shell-daemon.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import type { Image } from '../../shared/model/platform.ts';
import type { Judgement, Verdict } from '../../shared/model/verdict.ts';
import { runs } from '../support/extent.ts';
import { calmMsSince, processorMs } from '../support/processor-time.ts';

const outcomeOf = (verdicts: readonly Verdict[], control: string) =>
  verdicts.find((verdict) => verdict.control === control);

describe('no-remote-shell-daemon on images', () => {
  const facts = { get: () => ({ ok: false, code: 'no-facts', reason: 'nobody asks' }) };
  const judgeIn = noRemoteShellDaemon.judge as unknown as (image: Image, context: object) => Judgement;
  const judge = (image: Image) => judgeIn(image, { facts });
  const image = (entryPoint: readonly string[], command: readonly string[]) =>
    ({
      kind: 'image',
      config: {
        entryPoint: { value: entryPoint, path: 'config.Entrypoint' },
        command: { value: command, path: 'config.Cmd' },
      },
    }) as unknown as Image;

  it('finds the daemon where it stands', () => {
    expect(judge(image(['/usr/sbin/sshd'], ['-D']))).toMatchObject({ evidence: [{ path: 'config.Cmd' }] });
    expect(judge(image(['dropbear'], []))).toMatchObject({ evidence: [{ path: 'config.Entrypoint' }] });
  });

  it('passes a program, and knows what it does not know', () => {
    expect(judge(image([], ['node', 'server.js']))).toEqual({ outcome: 'pass' });
    expect(judge({ kind: 'image', config: null } as unknown as Image).outcome).toBe('unknown');
  });
});

describe('overrides-within-policy', () => {
  const control = 'input-validation/overrides-within-policy';
  const lists = {
    'environment-files': ['arn:aws:s3:::acme-config/*'],
    'execution-role': ['arn:aws:iam::*:role/jobs-*'],
    cpu: [256],
    memory: [512],
  };
  const judged = async (overrides: JsonObject) => {
    const given = cloudTrail('ecs', 'RunTask', {
      requestParameters: { cluster: 'shop', taskDefinition: 'shop-web:7', overrides },
    });
    const policy = { version: 1, groups: [{ name: 'shop', match: { platform: 'ecs' }, overrides: lists }] };
    return outcomeOf(await judgeExample({ says: '', given, policy }), control);
  };

  it.each<[string, JsonObject]>([
    ['overrides.cpu', { cpu: '4096' }],
    ['overrides.memory', { memory: '8192' }],
    ['overrides.executionRoleArn', { executionRoleArn: 'arn:aws:iam::111122223333:role/administrator' }],
    [
      'overrides.containerOverrides[0].environmentFiles[0].value',
      {
        containerOverrides: [
          { name: 'web', environmentFiles: [{ type: 's3', value: 'arn:aws:s3:::somebody/web.env' }] },
        ],
      },
    ],
    ['overrides.containerOverrides[0].memory', { containerOverrides: [{ name: 'web', memory: 9999 }] }],
  ])('fails %s outside the lists', async (path, overrides) => {
    expect(await judged(overrides)).toMatchObject({ outcome: 'fail', evidence: [{ path }] });
  });

  it('passes what the lists match, and what they leave out', async () => {
    const within = { cpu: '256', executionRoleArn: 'arn:aws:iam::111122223333:role/jobs-run' };
    expect(await judged(within)).toMatchObject({ outcome: 'pass' });
    const command = { containerOverrides: [{ name: 'web', command: ['node', 'any.js'] }] };
    expect(await judged(command)).toMatchObject({ outcome: 'pass' });
  });
});

describe('text from outside', () => {
  const pieces = fc.constantFrom(
    ...'$( $A { } ; | && sh -c eval base64 -d python -e /tmp/x.so --require -javaagent: :// \' " \\ \n a.b __proto__'.split(
      ' ',
    ),
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(' ')),
  );
  const names = fc.constantFrom('A', 'ENV', 'LD_PRELOAD', 'NODE_OPTIONS', 'JAVA_TOOL_OPTIONS', '__proto__');
  const policy = {
    version: 1,
    trust: { destinations: [] },
    groups: [
      {
        name: 'all',
        match: { platform: 'ecs' },
        'user-ids': '10000-19999',
        'environment-schema': { type: 'object', properties: { A: { type: 'integer' } } },
      },
    ],
  };

  it('breaks no control, and no code or checked value gets into evidence', async () => {
    await fc.assert(
      fc.asyncProperty(names, text, text, async (name, value, command) => {
        const marked = `${value} MARK-7f3a`;
        const given = taskDefinition({
          container: {
            command: ['sh', '-c', `${command} MARK-7f3a`],
            environment: [{ name, value: marked }],
          },
        });
        const verdicts = await judgeExample({ says: '', given, policy });
        expect(verdicts.filter(({ broken }) => broken)).toEqual([]);
        for (const control of ['input-validation/no-inline-code', 'input-validation/environment-schema'])
          expect(JSON.stringify(outcomeOf(verdicts, control)?.evidence)).not.toContain('MARK-7f3a');
      }),
      runs(300),
    );
  });
});

describe('an environment that its schema is slow to read', () => {
  const judgedBy = async (pattern: string, value: string) => {
    const given = taskDefinition({ container: { environment: [{ name: 'A', value }] } });
    const schema = { type: 'object', properties: { A: { type: 'string', pattern } } };
    const group = { name: 'all', match: { platform: 'ecs' }, 'environment-schema': schema };
    const verdicts = await judgeExample({ says: '', given, policy: { version: 1, groups: [group] } });
    return outcomeOf(verdicts, 'input-validation/environment-schema');
  };

  it.each([
    '^([a-z0-9]+-?)+$',
    '^(a+)+$',
    '^(a|a)*$',
    '^(a|aa)+$',
    '^(.*a){20}$',
  ])('is judged in a moment all the same: %s', async (pattern) => {
    const started = processorMs();
    expect((await judgedBy(pattern, `${'a'.repeat(50_000)}!`))?.outcome).toBe('fail');
    expect((await judgedBy('^[a-z-]+$', 'shop-web'))?.outcome).toBe('pass');
    expect(calmMsSince(started)).toBeLessThan(3_000);
  });

  it('is unknown where the value is too long for its pattern', async () => {
    const verdict = await judgedBy('(?:a|b)*a(?:a|b){200}[cd]$', 'ab'.repeat(200_000));
    expect(verdict?.outcome).toBe('unknown');
    expect(verdict?.reason).toBe(
      'the environment of container web is too long to be compared with its schema',
    );
  });
});
