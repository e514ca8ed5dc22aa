// Which security groups a workload has.
import { describe, expect, it } from 'vitest';
import { ecsService, ecsTask } from '../../../shared/controls/examples/workloads.ts';
import { groupRequests, groupsOf } from '../../../shared/controls/questions/workload-network.ts';
import { fromService, fromTask } from '../../../shared/intake/workload/ecs.ts';
import { nowhere } from '../../../shared/intake/workload/where.ts';
import type { GatheredFacts } from '../../../shared/model/facts.ts';

const where = { ...nowhere, running: true };
const unasked: GatheredFacts = {
  get() {
    throw new Error('nothing was asked for');
  },
};
const service = (awsvpc: Parameters<typeof ecsService>[0]) => fromService(ecsService(awsvpc), null, where);

describe('the security groups of a workload', () => {
  it('are asked for by the interfaces of a task, and by id for what names them', () => {
    expect(groupRequests(fromTask(ecsTask(), null, where))).toMatchObject([
      { fact: 'network-interface', interfaceId: 'eni-0123456789abcdef0' },
    ]);
    expect(groupRequests(service({}))).toMatchObject([
      { fact: 'security-group', groupId: 'sg-0123456789abcdef0' },
    ]);
    expect(groupRequests({ ...service({}), running: false })).toEqual([]);
  });

  it('are the default one of the VPC, which is unknown, where a service names none', () => {
    const told = groupsOf(service({ awsvpc: { securityGroups: undefined } }), unasked);
    expect(told).toMatchObject({ groups: [], missing: expect.stringContaining('default') });
  });

  it('are none where the workload has no network of its own, or nothing tells them', () => {
    const onHost = { service: { launchType: 'EC2', networkConfiguration: undefined } };
    expect(groupsOf(service(onHost), unasked)).toBeNull();
    expect(groupsOf(fromTask(ecsTask({ attachments: [] }), null, where), unasked)).toBeNull();
  });
});
