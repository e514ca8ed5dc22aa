// What the actions are allowed to do, the clients can send: an action whose client is missing only ever holds back.
import { describe, expect, it } from 'vitest';
import { operations } from '../../../shared/gather/kubernetes/operations.ts';
import { actions } from '../../../shared/respond/actions/index.ts';
import { responseServices } from '../../../shared/respond/clients/services.ts';

/** Demanded by AWS behind other calls, and never sent by themselves. */
const behind = new Set(['iam:PassRole', 'ec2:CreateTags']);

describe.each(actions.map((action) => [action.name, action] as const))('%s', (_, action) => {
  const permissions = [...action.permissions, ...(action.evidence?.permissions ?? [])];
  it.each(permissions.filter((one) => !behind.has(one)))('%s', async (permission) => {
    const [prefix = '', operation = ''] = permission.split(':');
    if (prefix === 'kubernetes')
      return expect([...operations.keys()], 'add it to shared/gather/kubernetes/operations.ts').toContain(
        operation,
      );
    const service = prefix.replace('application-autoscaling', 'application-auto-scaling');
    const { commands = {} } = (await responseServices[service]?.()) ?? {};
    const where = `add ${operation}Command to the client of ${service} in shared/respond/clients, and a new client to services.ts there`;
    expect(Object.keys(commands), where).toContain(operation);
  });
});
