// End to end over moto and HTTP: bad task event ▸ message ▸ Approve (signed) ▸ response ▸ message ▸ Undo ▸ message. Its transcript is a golden file.
import { readFileSync } from 'node:fs';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { objectOf, stringOf } from '../../shared/model/json.ts';
import { config, endpoint, freshName } from '../respond/actions/moto.ts';
import { account, region } from '../respond/actions/round-trip.ts';
import { press, signed, team } from '../slack/fixtures.ts';
import { FakeSlack } from '../slack/server.ts';
import { messageLines, scrubbed } from '../slack/transcript.ts';
import { processorMs } from '../support/processor-time.ts';
import { deploy, slackAt } from './deployed.ts';

const policy = `
mode: observe
controls: { namespace-isolation/no-privileged: { mode: approve } }
notify: { slack: { channel: "#findings", minimum: critical } }
respond: { approvers: ["slack-group:S0SEC"] }
`;

const ecs = new ECSClient(config);
const shop = freshName();
const fake = new FakeSlack({
  ...{ token: 'xoxb-test', team, channels: { findings: 'C0FIND' }, now: Date.now },
  users: { U0KIM: { email: 'kim@acme.test' }, U0LEE: { email: 'lee@acme.test' }, U0EVE: {} },
  groups: { S0SEC: ['U0KIM', 'U0LEE'] },
});

const lines: string[] = [];
const note = (line: string) => void lines.push(line);

describe.skipIf(endpoint === undefined)('from a bad task to an answer, in one process', () => {
  let at: Awaited<ReturnType<typeof deploy>>;

  beforeAll(async () => {
    await slackAt(await fake.start());
    at = await deploy(policy);
  });
  afterAll(async () => {
    await fake.stop();
    await at.functionUrl.stop();
    vi.unstubAllGlobals();
  });

  it('runs through serverless.yml’s own functions, rules and queues', { timeout: 120_000 }, async () => {
    const service = await badService();
    const deployment = await deploymentOf(service);
    await step('A privileged task of service web runs', () => at.handEvent(taskEvent(deployment)));
    expect(top()).toContain('seawall.approve');
    expect(fake.tops()).toHaveLength(1);

    await pressed('Approve', 'U0EVE');
    expect(fake.whispers.at(-1)?.text).toContain('does not name you as an approver');
    await pressed('Approve', 'U0KIM');
    expect(fake.whispers.at(-1)?.text).toContain('second person');
    expect(await definitionOf(service)).toMatch(/:2$/);
    await pressed('Approve', 'U0LEE');
    expect(await definitionOf(service)).toMatch(/:1$/);
    expect(top()).toContain('*Approved* by <@U0LEE>');
    expect(top()).toContain('seawall.undo');

    await pressed('Undo', 'U0KIM');
    expect(await definitionOf(service)).toMatch(/:1$/);
    await pressed('Undo', 'U0LEE');
    expect(await definitionOf(service)).toMatch(/:2$/);
    expect(top()).toContain('*Undone* by <@U0LEE>');
    expect(top()).not.toContain('seawall.undo');
    expect(fake.tops()).toHaveLength(1);
    expect(fake.calls.filter(({ answer }) => answer !== 'ok')).toEqual([]);
    await expect(
      `${lines.map((line) => scrubbed(line.replaceAll(shop, 'shop'))).join('\n')}\n`,
    ).toMatchFileSnapshot('golden/slack-transcript.txt');
  });

  const top = () => JSON.stringify(fake.tops()[0]);

  /** Does something, lets the deployment settle, and notes what Slack and ECS show then. */
  async function step(what: string, act: () => Promise<unknown>) {
    note(`▸ ${what}`);
    const before = { calls: fake.calls.length, whispers: fake.whispers.length };
    await act();
    await at.settle();
    for (const { method, arguments: given } of fake.calls.slice(before.calls))
      if (method.startsWith('chat.')) note(`    ${method}: ${stringOf(given.text)?.split('\n').join(' / ')}`);
    const message = fake.tops()[0];
    if (message !== undefined) for (const line of messageLines(message.blocks)) note(`      | ${line}`);
  }

  async function pressed(words: string, user: string) {
    const body = press(fake.tops()[0], words, { user });
    await step(`${user} presses ${words}`, async () => {
      const began = processorMs();
      const headers = { 'content-type': 'application/x-www-form-urlencoded', ...signed(body, Date.now()) };
      const { status } = await fetch(at.functionUrl.url, { method: 'POST', headers, body });
      expect(status).toBe(200);
      expect(processorMs() - began).toBeLessThan(3000);
    });
  }

  async function badService(): Promise<string> {
    await ecs.send(new CreateClusterCommand({ clusterName: shop }));
    for (const privileged of [false, true]) {
      const container = { name: 'web', image: 'nginx:1', memory: 128, privileged };
      await ecs.send(new RegisterTaskDefinitionCommand({ family: shop, containerDefinitions: [container] }));
    }
    const input = { cluster: shop, serviceName: 'web', taskDefinition: `${shop}:2`, desiredCount: 1 };
    return (await ecs.send(new CreateServiceCommand(input))).service?.serviceArn ?? '';
  }

  /** The service itself must know the deployment that started the task. */
  async function deploymentOf(service: string): Promise<string> {
    const { services } = await ecs.send(new DescribeServicesCommand({ cluster: shop, services: [service] }));
    return services?.[0]?.deployments?.[0]?.id ?? '';
  }

  async function definitionOf(service: string): Promise<string | undefined> {
    const { services } = await ecs.send(new DescribeServicesCommand({ cluster: shop, services: [service] }));
    return services?.[0]?.taskDefinition;
  }
});

/** The sample of a task that runs, moved to the emulator's account and to the service made here. */
function taskEvent(deployment: string): object {
  const text = readFileSync('events/20-bad-task-running.json', 'utf8')
    .replaceAll('111122223333', account)
    .replaceAll('eu-central-1', region)
    .replaceAll('/shop', `/${shop}`)
    .replaceAll('service:acme-web', 'service:web')
    .replace(/ecs-svc\/\d+/, deployment)
    .replaceAll('task-definition/acme-web:42', `task-definition/${shop}:2`);
  return objectOf(JSON.parse(text));
}
