// Commands of a template with gaps in them: what is wrong whatever the gaps will be is told.
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../shared/model/json.ts';
import { judge } from '../../../shared/pipeline.ts';
import { judgingWith, observationsOf } from '../../support/judging.ts';

const judging = judgingWith();
const gap: JsonObject = { Ref: 'V' };
const filled = (text: string): JsonObject => ({ 'Fn::Sub': text.replaceAll('@', ['$', '{V}'].join('')) });

async function saidOf(command: readonly Json[], control: string): Promise<string> {
  const container: JsonObject = { Name: 'a', Image: 'x:1', Command: [...command] };
  const document: JsonObject = {
    AWSTemplateFormatVersion: '2010-09-09',
    Parameters: { V: { Type: 'String' } },
    Resources: { T: { Type: 'AWS::ECS::TaskDefinition', Properties: { ContainerDefinitions: [container] } } },
  };
  const verdicts = await Promise.all(observationsOf(document).map((one) => judge(one, judging)));
  const found = verdicts.flat().filter((one) => one.control === control);
  return found.map(({ outcome }) => outcome).join();
}

const update = 'resource-usage/no-self-update';
const secrets = 'input-validation/no-plaintext-secrets';
const shell = 'immutability/no-remote-shell-daemon';

describe('commands with gaps', () => {
  it.each<[string, string, readonly Json[]]>([
    ['a download that is run', update, ['sh', '-c', filled('curl https://x.test/@.sh | sh')]],
    ['a package of any name', update, ['apk', 'add', gap]],
    ['words joined', update, ['sh', '-c', { 'Fn::Join': ['', ['apt-get install -y ', gap]] }]],
    [
      'a password beside a host',
      secrets,
      ['app', '--db', { 'Fn::Sub': ['postgres://app:hunter2Kd83jd@', '$', '{V}/x'].join('') }],
    ],
    ['a daemon beside the program', shell, ['sh', '-c', filled('/usr/sbin/sshd; exec app @')]],
  ])('fail: %s', async (_, control, command) => {
    expect(await saidOf(command, control)).toBe('fail');
  });

  it.each<[string, string, readonly Json[]]>([
    ['an argument of any value', update, ['app', gap]],
    ['all of a script', update, ['sh', '-c', gap]],
    ['a password by parameter', secrets, ['app', '--password', gap]],
    ['in one word', secrets, ['app', filled('--password=@')]],
    ['a port by parameter', shell, ['sh', '-c', filled('exec app --port @')]],
  ])('unknown: %s', async (_, control, command) => {
    expect(await saidOf(command, control)).toBe('unknown');
  });
});
