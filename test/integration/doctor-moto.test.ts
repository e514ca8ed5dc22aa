// `seawall doctor` through the bin, over a small stack on moto: what is well, and what somebody switched off behind its back.
import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { DisableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Line } from '../../cli/doctor/line.ts';
import { seawall } from '../cli/cli.ts';
import { config, endpoint } from '../respond/actions/moto.ts';

const stage = `doctor${Date.now()}`;
const stack = `seawall-${stage}`;
const template = {
  Parameters: { AlarmTopic: { Type: 'String', Default: '' } },
  Resources: {
    TaskLaunchedQueue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: `${stack}-task-launched` } },
    TaskLaunchedDeadLetters: { Type: 'AWS::SQS::Queue', Properties: { QueueName: `${stack}-dead-letters` } },
    TaskLaunchedRule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        ...{ Name: `${stack}-task-launched`, State: 'ENABLED', EventPattern: { source: ['aws.ecs'] } },
        Targets: [{ Id: 'queue', Arn: { 'Fn::GetAtt': ['TaskLaunchedQueue', 'Arn'] } }],
      },
    },
    TaskLaunchedRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: `${stack}-task-launched`,
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ],
        },
      },
    },
  },
};

describe.skipIf(endpoint === undefined)('doctor over moto', () => {
  beforeAll(async () => {
    await new CloudFormationClient(config).send(
      new CreateStackCommand({
        StackName: stack,
        TemplateBody: JSON.stringify(template),
        Capabilities: ['CAPABILITY_NAMED_IAM'],
      }),
    );
  });

  const run = (...args: string[]) =>
    seawall(['doctor', '--stage', stage, '--region', config.region, ...args], {
      env: {
        AWS_ENDPOINT_URL: endpoint ?? '',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_REGION: config.region,
      },
    });
  const lines = (): ReadonlyMap<string, Line> => {
    const report = JSON.parse(run('--format', 'json').stdout) as { readonly lines: readonly Line[] };
    return new Map(report.lines.map((line) => [line.what, line]));
  };

  it('finds what is there well, and names what the deployment lacks', () => {
    const found = lines();
    for (const what of [
      `stack ${stack}`,
      `rule ${stack}-task-launched`,
      `queue ${stack}-dead-letters`,
      `role ${stack}-task-launched`,
    ])
      expect(found.get(what)).toMatchObject({ what, state: 'ok' });
    expect(found.get('trail of management events')?.state).toBe('problem');
    expect(found.get('alarm topic')).toMatchObject({ state: 'problem', says: 'nobody hears an alarm' });
    expect(found.get('Slack')?.state).toBe('problem');
    // Moto does not answer for metrics in the form that the SDK speaks: that is not known, and not well.
    expect(found.get('last event')?.state).not.toBe('ok');
    const { code, stdout, stderr } = run();
    expect(code).toBe(1);
    expect(stdout).toMatch(/^problem/);
    expect(stderr).toMatch(new RegExp(`^${stack}: \\d+ ok, \\d+ problems, \\d+ not known$`, 'm'));
  });

  it('tells a rule that was disabled and a message that nobody could work on', async () => {
    await new EventBridgeClient(config).send(new DisableRuleCommand({ Name: `${stack}-task-launched` }));
    const sqs = new SQSClient(config);
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `${stack}-dead-letters` }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }));
    const found = lines();
    expect(found.get(`rule ${stack}-task-launched`)).toMatchObject({ state: 'problem', says: 'is disabled' });
    expect(found.get(`queue ${stack}-dead-letters`)).toMatchObject({
      state: 'problem',
      says: '1 could not be worked on',
    });
  });

  it('ends with 3 where there is no such deployment', () => {
    const { code, stdout, stderr } = run('--stage', 'none');
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toContain('the stack seawall-none cannot be read');
  });
});
