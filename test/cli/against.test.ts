// `replay --against`: what another policy would change, in the table and in JSON. Through the bin.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { changesBetween } from '../../cli/history/changes.ts';
import type { Finding } from '../../shared/model/finding.ts';
import type { Response } from '../../shared/model/response.ts';
import { commandLineTests, folderWith, seawall } from './cli.ts';

const it = commandLineTests();

/** A privileged task that runs. */
const task = {
  'detail-type': 'ECS Task State Change',
  source: 'aws.ecs',
  account: '111122223333',
  region: 'eu-central-1',
  time: '2026-03-01T12:00:00Z',
  id: '00000000-0000-0000-0000-000000000001',
  version: '0',
  resources: [],
  detail: {
    taskArn: 'arn:aws:ecs:eu-central-1:111122223333:task/shop/0123456789abcdef0123456789abcdef',
    clusterArn: 'arn:aws:ecs:eu-central-1:111122223333:cluster/shop',
    taskDefinitionArn: 'arn:aws:ecs:eu-central-1:111122223333:task-definition/web:3',
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
    enableExecuteCommand: true,
    group: 'family:web',
    launchType: 'EC2',
    version: 3,
    containers: [{ name: 'web', lastStatus: 'RUNNING', image: 'web:1' }],
    overrides: { containerOverrides: [] },
  },
};
const control = 'segmentation/no-world-ingress';
const opened = {
  ...{ eventVersion: '1.11', eventSource: 'ec2.amazonaws.com', eventName: 'AuthorizeSecurityGroupIngress' },
  ...{ eventTime: '2026-03-01T12:00:00Z', eventID: 'e1', awsRegion: 'eu-central-1', eventType: 'AwsApiCall' },
  ...{ recipientAccountId: '111122223333', sourceIPAddress: '198.51.100.7' },
  userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/kim', accountId: '111122223333' },
  requestParameters: {
    groupId: 'sg-0123456789abcdef0',
    ipPermissions: {
      items: [
        { ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } },
      ],
    },
  },
  responseElements: { _return: true },
};
const policy = (text: string) => `version: 1\n${text}`;
const cwd = folderWith({
  'history.json': [task, opened],
  'observe.yml': policy(''),
  'enforce.yml': policy(`controls: { ${control}: { mode: enforce } }`),
  'off.yml': policy(`controls: { ${control}: { enabled: false } }`),
});
const against = (other: string, ...more: string[]) =>
  seawall(['replay', 'history.json', '--policy', 'observe.yml', '--against', other, ...more], { cwd });

describe('another policy', () => {
  it('that lets Seawall act changes the response, though no finding', () => {
    const { code, stdout } = against('enforce.yml', '--format', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).changes).toEqual({
      policy: 'enforce.yml',
      approvals: null,
      findings: [],
      responses: [
        {
          change: 'changed',
          finding: expect.any(String),
          before: expect.objectContaining({ action: 'revoke-ingress', mode: 'observe', heldBy: 'mode' }),
          after: expect.objectContaining({ mode: 'enforce', outcome: 'planned', heldBy: null }),
        },
      ],
    });
    const table = against('enforce.yml').stdout;
    expect(table).toContain('Under enforce.yml: 0 findings change, 1 response changes');
    expect(table).toMatch(
      /revoke-ingress +segmentation\/no-world-ingress .*observe: held by mode +enforce: planned/,
    );
  });

  it('that switches a control off takes its finding and its response away', () => {
    const { changes, findings } = JSON.parse(against('off.yml', '--format', 'json').stdout);
    const { id } = findings.find((finding: Finding) => finding.control === control);
    expect(changes.findings).toEqual([
      { change: 'removed', id, before: expect.objectContaining({ control }), after: null },
    ]);
    expect(changes.responses).toEqual([
      { change: 'removed', finding: id, before: expect.objectContaining({ finding: id }), after: null },
    ]);
    expect(against('off.yml').stdout).toMatch(/removed +segmentation\/no-world-ingress .* none/);
  });

  it('that asks others, or more of them, says whom', () => {
    const asks = (respond: string) =>
      policy(`controls: { ${control}: { mode: approve } }\nrespond: ${respond}`);
    const folder = folderWith({
      'history.json': [opened],
      'observe.yml': policy(''),
      'one.yml': asks('{ approvers: ["slack-group:S0SEC"] }'),
      'two.yml': asks('{ approvers: ["slack-group:S0SEC"], second-person: true, approval-expires: 1h }'),
    });
    const replay = (from: string, to: string, ...more: string[]) =>
      seawall(['replay', 'history.json', '--policy', from, '--against', to, ...more], { cwd: folder }).stdout;
    const asked = { approvers: ['slack-group:S0SEC'], secondPerson: false, expires: '4h' };
    expect(JSON.parse(replay('one.yml', 'two.yml', '--format', 'json')).changes).toMatchObject({
      ...{ findings: [], responses: [] },
      approvals: { before: asked, after: { ...asked, secondPerson: true, expires: '1h' } },
    });
    expect(replay('one.yml', 'two.yml')).toContain(
      'Approvals under two.yml: two people of slack-group:S0SEC, within 1h (now: one person, two where it is critical of slack-group:S0SEC, within 4h)',
    );
    expect(replay('observe.yml', 'two.yml')).toContain('within 1h (now: nobody is asked)');
    expect(replay('two.yml', 'two.yml')).toContain('Under two.yml: nothing changes');
  });

  it('that is the same changes nothing', () => {
    expect(JSON.parse(against('observe.yml', '--format', 'json').stdout).changes).toEqual({
      ...{ policy: 'observe.yml', approvals: null, findings: [], responses: [] },
    });
    expect(against('observe.yml').stdout).toContain('Under observe.yml: nothing changes');
  });

  it('leaves the record of the run alone', () => {
    mkdirSync(join(cwd, 'r'), { recursive: true });
    against('off.yml', '--record', 'r/record.sqlite');
    const { stdout } = seawall(['findings', '--record', 'r/record.sqlite', '--format', 'json'], { cwd });
    expect(JSON.parse(stdout).findings.map((finding: Finding) => finding.control)).toContain(control);
  });
});

describe('with facts', () => {
  const rule = {
    ...{ SecurityGroupRuleId: 'sgr-0123456789abcdef0', GroupId: 'sg-0123456789abcdef0', IsEgress: false },
    ...{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIpv4: '0.0.0.0/0' },
  };
  const snapshotOf = (rules: readonly object[]) => ({
    ...{ version: 1, takenAt: '2026-03-01T12:05:00Z' },
    accounts: {
      111122223333: {
        regions: {
          'eu-central-1': {
            'EC2.DescribeSecurityGroupRules': [
              {
                input: { Filters: [{ Name: 'group-id', Values: ['sg-0123456789abcdef0'] }] },
                output: { SecurityGroupRules: rules },
              },
            ],
          },
        },
      },
    },
  });
  const folder = folderWith({
    'history.json': [opened],
    'observe.yml': policy(''),
    'enforce.yml': policy(`controls: { ${control}: { mode: enforce } }`),
    'facts.json': snapshotOf([rule]),
    'gone.json': snapshotOf([]),
  });
  const replay = (...more: string[]) =>
    seawall(['replay', 'history.json', '--policy', 'observe.yml', '--against', 'enforce.yml', ...more], {
      cwd: folder,
    }).stdout;
  const callsIn = (...more: string[]) =>
    JSON.parse(replay('--format', 'json', ...more)).changes.responses.map(
      ({ after }: { after: Response }) => after.calls,
    );
  const revoke = (parameters: object) => [
    [{ service: 'ec2', operation: 'RevokeSecurityGroupIngress', parameters }],
  ];
  const GroupId = 'sg-0123456789abcdef0';

  it('calls are shown with the parameters that facts hold, in JSON and in the table', () => {
    const range = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
    expect(callsIn('--facts', 'facts.json')).toEqual(revoke({ GroupId, IpPermissions: [range] }));
    const table = replay('--facts', 'facts.json');
    expect(table).toContain('Calls under enforce.yml (null: read right before acting)');
    expect(table).toContain(
      `ec2.RevokeSecurityGroupIngress {"GroupId":"${GroupId}","IpPermissions":[{"IpProtocol":"tcp"`,
    );
  });

  it.each([[[]], [['--facts', 'gone.json']]])('what facts do not hold is null: %j', (more) => {
    expect(callsIn(...more)).toEqual(revoke({ GroupId, SecurityGroupRuleIds: null }));
  });
});

describe('without another policy', () => {
  it('there is no word of changes', () => {
    const { stdout } = seawall(['replay', 'history.json', '--format', 'json'], { cwd });
    expect(JSON.parse(stdout)).not.toHaveProperty('changes');
  });
});

describe('responses', () => {
  const finding = { id: 'f', severity: 'high', status: 'open', dormant: false } as Finding;
  const response = (mode: Response['mode'], more: Partial<Response> = {}): Response => ({
    ...{
      finding: 'f',
      action: 'stop-workload',
      mode,
      outcome: 'planned',
      heldBy: null,
      calls: [],
      reason: '',
    },
    ...more,
  });
  const respond = { approvers: null, secondPerson: false, approvalExpiresMs: 1 };
  const about = { findings: [finding], respond };
  const changes = (before: readonly Response[], after: readonly Response[]) =>
    changesBetween({ ...about, responses: before }, { ...about, responses: after }, 'p').responses;

  it('are compared round by round, in everything but their words', () => {
    expect(changes([response('approve')], [response('approve', { reason: 'other' })])).toEqual([]);
    expect(changes([response('approve')], [response('approve'), response('approve')])).toMatchObject([
      { change: 'added', before: null },
    ]);
    const calls = [{ service: 'ecs', operation: 'StopTask', parameters: {} }];
    for (const other of [{ calls }, { outcome: 'held' as const }, { heldBy: 'brake' as const }])
      expect(changes([response('approve')], [response('approve', other)])).toHaveLength(1);
  });
});
