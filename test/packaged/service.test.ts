// A finding's whole way, with the packaged functions on an emulated AWS and Slack: a bad task of a service ▸ message ▸ Approve ▸ response ▸ Undo.
// Its transcript is a golden file.
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { beforeAll, expect, it } from 'vitest';
import { sample } from './events.ts';
import { onDeployment, transcriptOf } from './world.ts';

const policy = `
mode: observe
controls: { namespace-isolation/no-privileged: { mode: approve } }
notify: { slack: { channel: "#findings", minimum: critical } }
respond: { approvers: ["slack-group:S0SEC"] }
`;
const shop = 'shop';

onDeployment('from a bad task of a service to an answer', { policy }, (at) => {
  let ecs: ECSClient;
  beforeAll(() => {
    ecs = new ECSClient(at.aws);
  });

  it('everybody sees each step, and only two who may have it done and undone', async () => {
    const service = await badService();
    const { step, text } = transcriptOf(at);
    const pressed = (words: string, user: string) =>
      step(`${user} presses ${words}`, () => at.press(at.slack.tops()[0], words, user));
    const whispered = () => at.slack.whispers.at(-1)?.text;
    const event = await taskEvent(service);
    await step('A privileged task of service web runs', () => at.happens(event));
    expect(top()).toContain('seawall.approve');

    await pressed('Approve', 'U0EVE');
    expect(whispered()).toContain('does not name you as an approver');
    await pressed('Approve', 'U0KIM');
    expect(whispered()).toContain('second person');
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
    expect(at.slack.tops()).toHaveLength(1);
    expect(at.slack.calls.filter(({ answer }) => answer !== 'ok')).toEqual([]);
    await expect(text()).toMatchFileSnapshot('golden/service-in-approve.txt');
  });

  const top = () => JSON.stringify(at.slack.tops()[0]);

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
  async function taskEvent(service: string): Promise<object> {
    const { services } = await ecs.send(new DescribeServicesCommand({ cluster: shop, services: [service] }));
    return sample('20-bad-task-running', at.aws, {
      'service:acme-web': 'service:web',
      'ecs-svc/2222222222222222222': services?.[0]?.deployments?.[0]?.id ?? '',
      'task-definition/acme-web:42': `task-definition/${shop}:2`,
    });
  }

  async function definitionOf(service: string): Promise<string | undefined> {
    const { services } = await ecs.send(new DescribeServicesCommand({ cluster: shop, services: [service] }));
    return services?.[0]?.taskDefinition;
  }
});
