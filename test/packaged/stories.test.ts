// Three stories, each from its first event to its end, with the packaged functions on an emulated AWS and Slack, in both modes that act.
// Golden files show every change of AWS and every word in Slack.
import {
  CreateRepositoryCommand,
  ECRClient,
  GetRepositoryPolicyCommand,
  SetRepositoryPolicyCommand,
} from '@aws-sdk/client-ecr';
import {
  DescribeTasksCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
} from '@aws-sdk/client-ecs';
import {
  AttachUserPolicyCommand,
  CreateUserCommand,
  IAMClient,
  ListAttachedUserPoliciesCommand,
} from '@aws-sdk/client-iam';
import { afterEach, describe, expect, it } from 'vitest';
import { objectOf } from '../../shared/model/json.ts';
import { ecsInstance } from './ecs.ts';
import { called, taskRuns } from './events.ts';
import { folder, packagedWorld, transcriptOf, type World } from './world.ts';

const policyIn = (mode: string) => `
mode: ${mode}
notify: { slack: { channel: "#findings", minimum: high } }
respond: { approvers: ["slack-group:S0SEC"] }
`;
const golden = (mode: string, name: string) => `golden/${name}-in-${mode}.txt`;

let world: World | null = null;

async function begin(mode: string) {
  world = await packagedWorld(policyIn(mode));
  const { step, text } = transcriptOf(world);
  const { press, slack } = world;
  const pressed = (words: string, user: string, of = 0) =>
    step(`${user} presses ${words}`, () => press(slack.tops()[of], words, user));
  return { ...world, step, text, pressed };
}

/** Everything that was changed, in order. */
const written = () => world?.recorder.writes.map(({ service, operation }) => `${service}:${operation}`);
const whispered = () => world?.slack.whispers.at(-1)?.text;

describe.skipIf(folder === undefined).each(['enforce', 'approve'])(
  'in mode %s',
  { timeout: 300_000 },
  (mode) => {
    afterEach(async () => {
      expect(world?.local.faults).toEqual([]);
      await world?.stop();
      world = null;
    });

    it('a privileged task, run by hand by a person who comes through a role', async () => {
      const { aws, local, step, text, pressed } = await begin(mode);
      const ecs = new ECSClient(aws);
      await ecsInstance(aws, 'shop');
      const container = { name: 'job', image: 'nginx:1', memory: 128, privileged: true };
      await ecs.send(new RegisterTaskDefinitionCommand({ family: 'job', containerDefinitions: [container] }));
      const { tasks = [] } = await ecs.send(new RunTaskCommand({ cluster: 'shop', taskDefinition: 'job:1' }));
      const task = objectOf(JSON.parse(JSON.stringify(tasks[0])));
      const answer = { tasks: [task], failures: [] };
      const run = called(
        aws,
        'ecs:RunTask',
        { cluster: 'shop', taskDefinition: 'job:1', count: 1 },
        { answer },
      );
      await step('kim, in a session of the role Developer, runs a privileged task', () => local.route(run));
      await step('ECS says that the task runs', () => local.route(taskRuns(aws, task)));
      if (mode === 'approve') {
        await pressed('Approve', 'U0KIM');
        expect(whispered()).toContain('guardrail 0');
        await pressed('Approve', 'U0LEE');
        await pressed('Approve', 'U0SAM');
      }
      expect(written()).toEqual(['ecs:StopTask']);
      const { tasks: now } = await ecs.send(
        new DescribeTasksCommand({ cluster: 'shop', tasks: [String(task.taskArn)] }),
      );
      expect(now?.[0]?.lastStatus).toBe('STOPPED');
      await expect(text()).toMatchFileSnapshot(golden(mode, 'privileged-task'));
    });

    it('AdministratorAccess for a user, given by a person who comes through a role', async () => {
      const { aws, local, step, text, pressed } = await begin(mode);
      const iam = new IAMClient(aws);
      const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
      await iam.send(new CreateUserCommand({ UserName: 'ops-1' }));
      await iam.send(new AttachUserPolicyCommand({ UserName: 'ops-1', PolicyArn }));
      const attached = async () =>
        (await iam.send(new ListAttachedUserPoliciesCommand({ UserName: 'ops-1' }))).AttachedPolicies?.length;
      const event = called(aws, 'iam:AttachUserPolicy', { userName: 'ops-1', policyArn: PolicyArn });
      await step(
        'kim, in a session of the role Developer, attaches AdministratorAccess to the user ops-1',
        () => local.route(event),
      );
      if (mode === 'approve') {
        for (const words of ['Approve', 'Deny']) {
          await pressed(words, 'U0KIM');
          expect([words, whispered()]).toEqual([words, expect.stringContaining('guardrail 0')]);
        }
        expect(await attached()).toBe(1);
        await pressed('Approve', 'U0LEE');
        await pressed('Approve', 'U0SAM');
      }
      expect(await attached()).toBe(0);
      await pressed('Undo', 'U0KIM');
      expect(whispered()).toContain('guardrail 0');
      await pressed('Undo', 'U0LEE');
      await pressed('Undo', 'U0SAM');
      expect(await attached()).toBe(1);
      expect(written()).toEqual(['iam:DetachUserPolicy', 'iam:AttachUserPolicy']);
      await expect(text()).toMatchFileSnapshot(golden(mode, 'administrator'));
    });

    it('a repository whose tags can be moved, opened to everybody', async () => {
      const { aws, local, step, text, slack, pressed } = await begin(mode);
      const ecr = new ECRClient(aws);
      const repositoryName = 'acme-web';
      const good = {
        Sid: 'Ours',
        Effect: 'Allow',
        Principal: { AWS: aws.account },
        Action: 'ecr:BatchGetImage',
      };
      const bad = { Sid: 'Everyone', Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage' };
      const policyText = JSON.stringify({ Version: '2012-10-17', Statement: [good, bad] });
      await ecr.send(new CreateRepositoryCommand({ repositoryName, imageTagMutability: 'MUTABLE' }));
      await ecr.send(new SetRepositoryPolicyCommand({ repositoryName, policyText }));
      const parameters = { registryId: aws.account, repositoryName, policyText, force: false };
      const event = called(aws, 'ecr:SetRepositoryPolicy', parameters, { answer: parameters });
      await step('kim, in a session of the role Developer, lets everybody pull from acme-web', () =>
        local.route(event),
      );
      for (let of = 0; mode === 'approve' && of < slack.tops().length; of++) {
        await pressed('Approve', 'U0LEE', of);
        await pressed('Approve', 'U0SAM', of).catch(() => {});
      }
      const { policyText: left = '' } = await ecr.send(new GetRepositoryPolicyCommand({ repositoryName }));
      expect(JSON.parse(left).Statement).toEqual([good]);
      await expect(text()).toMatchFileSnapshot(golden(mode, 'repository'));
    });
  },
);
