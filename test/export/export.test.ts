// Findings in the forms of others: what they must have, how long it may be, what is left to others, and the published shape of ASFF.
import { spawnSync } from 'node:child_process';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordExport } from '../../cli/report/record-export.ts';
import { controls } from '../../shared/controls/index.ts';
import { asffOf } from '../../shared/export/asff.ts';
import { ocsfOf } from '../../shared/export/ocsf.ts';
import type { Finding, FindingStatus } from '../../shared/model/finding.ts';
import { isObject, type Json, type JsonObject, listOf, objectOf } from '../../shared/model/json.ts';
import { leftOut } from '../support/extent.ts';
import { absent, ocsfSchema, securityHubShapes } from './published.ts';

const service = 'arn:aws:ecs:eu-central-1:111122223333:service/shop/web';
const base: Finding = {
  ...{
    id: 'f'.repeat(64),
    formerId: null,
    control: 'namespace-isolation/no-privileged',
    severity: 'critical',
  },
  ...{ kind: 'state', status: 'open', dormant: false, reopened: 0 },
  subject: {
    kind: 'workload',
    platform: 'ecs',
    id: service,
    name: 'web',
    account: '111122223333',
    region: 'eu-central-1',
  },
  ...{
    firstSeen: '2026-11-20T10:00:00.000Z',
    lastSeen: '2026-11-20T11:00:00.000Z',
    instances: [],
    moreInstances: false,
  },
  evidence: [
    { path: 'containerDefinitions[0].privileged', found: true, wanted: false, message: 'web is privileged' },
  ],
  ...{ waivedUntil: null, cluster: 'shop', namespace: null, group: null, tags: { team: 'shop' } },
  ...{
    actor: 'arn:aws:iam::111122223333:user/kim',
    session: null,
    actors: [],
    moreActors: false,
    response: null,
    unknown: null,
  },
};
const control = {
  title: 'No privileged containers',
  why: 'It is root on the host.',
  fix: 'Leave it out.',
  family: 'namespace-isolation',
};
const into = { account: '111122223333', region: 'eu-central-1', now: '2026-11-20T12:00:00.000Z' };
const asff = (change: Partial<Finding> = {}) => asffOf({ finding: { ...base, ...change }, control }, into);
const ocsf = (change: Partial<Finding> = {}) => ocsfOf({ finding: { ...base, ...change }, control }, '1.0.0');
const statuses: readonly FindingStatus[] = ['open', 'acknowledged', 'waived', 'remediating', 'resolved'];

describe('ASFF', () => {
  it('keeps its id, and leaves to others what is theirs', () => {
    expect(asff()).toMatchObject({
      ...{ Id: `seawall/${base.id}`, GeneratorId: 'seawall/namespace-isolation/no-privileged' },
      ...{ ProductArn: 'arn:aws:securityhub:eu-central-1:111122223333:product/111122223333/default' },
      ...{ CreatedAt: base.firstSeen, UpdatedAt: into.now, RecordState: 'ACTIVE' },
      FindingProviderFields: { Severity: { Label: 'CRITICAL' } },
      Resources: [{ Type: 'AwsEcsService', Id: service, Region: 'eu-central-1', Tags: { team: 'shop' } }],
    });
    for (const status of statuses)
      expect(
        Object.keys(asff({ status })).filter((key) => /Workflow|Note|UserDefined|Verification/.test(key)),
      ).toEqual([]);
  });

  it('archives what is resolved or waived, and nothing else; a waived one still fails', () => {
    expect(statuses).toEqual(['open', 'acknowledged', 'waived', 'remediating', 'resolved']);
    expect(statuses.map((status) => asff({ status }).RecordState)).toEqual([
      ...['ACTIVE', 'ACTIVE', 'ARCHIVED', 'ACTIVE', 'ARCHIVED'],
    ]);
    expect(asff({ status: 'waived', waivedUntil: '2026-12-31' }).Compliance).toEqual({
      Status: 'FAILED',
      StatusReasons: [
        { ReasonCode: 'SEAWALL_WAIVED', Description: 'a waiver of the policy holds until 2026-12-31' },
      ],
    });
  });

  it.each([
    ['arn:aws:ecr:eu-central-1:111122223333:repository/web', 'AwsEcrRepository'],
    ['arn:aws-cn:iam::111122223333:role/ops/web', 'AwsIamRole'],
    ['arn:aws:ec2:eu-central-1:111122223333:security-group/sg-1', 'AwsEc2SecurityGroup'],
    ['shop/Deployment/web', 'Other'],
  ])('names the type of %s', (id, type) => {
    expect(asff({ subject: { ...base.subject, id } }).Resources).toMatchObject([{ Type: type }]);
  });

  it('names an image by its kind: its ARN is that of its repository, and more', () => {
    const id = `arn:aws:ecr:eu-central-1:111122223333:repository/web/sha256:${'a'.repeat(64)}`;
    const image = { ...base.subject, id, kind: 'image' } as const;
    expect(asff({ subject: image }).Resources).toMatchObject([{ Type: 'AwsEcrContainerImage' }]);
  });
});

describe('OCSF', () => {
  it('says what became of it', () => {
    const said = statuses.map((status) => {
      const { activity_name, status: word, type_uid } = ocsf({ status });
      return [activity_name, word, type_uid];
    });
    expect(said).toEqual([
      ['Update', 'New', 200302],
      ['Update', 'In Progress', 200302],
      ['Update', 'Suppressed', 200302],
      ['Update', 'In Progress', 200302],
      ['Close', 'Resolved', 200303],
    ]);
    expect(ocsf({ lastSeen: base.firstSeen })).toMatchObject({ activity_name: 'Create', type_uid: 200301 });
  });

  it('has all that the class requires', () => {
    // https://schema.ocsf.io/1.3.0/classes/compliance_finding: requirement "required".
    const required = [
      'activity_id',
      'category_uid',
      'class_uid',
      'compliance',
      'finding_info',
      'metadata',
      'severity_id',
      'time',
      'type_uid',
    ];
    expect(Object.keys(ocsf())).toEqual(expect.arrayContaining(required));
    expect(ocsf().finding_info).toMatchObject({ uid: base.id, title: control.title });
    expect(ocsf().metadata).toMatchObject({ version: '1.3.0', product: { vendor_name: 'Seawall' } });
  });
});

describe('a record', () => {
  it('is a list in either form; what knows no Region is imported in us-east-1', () => {
    const role = { ...base.subject, id: 'arn:aws:iam::111122223333:role/web', region: null };
    const findings = [base, { ...base, subject: role }, { ...base, control: 'ours/gone' }];
    const look = { controls, now: into.now };
    const read = (format: 'ocsf' | 'asff') => JSON.parse(recordExport(findings, format, look));
    expect(
      read('asff').map(({ ProductArn, Title }: JsonObject) => [String(ProductArn).split(':')[3], Title]),
    ).toEqual([
      ['eu-central-1', expect.stringContaining('rivileged')],
      ['us-east-1', expect.stringContaining('rivileged')],
      ['eu-central-1', 'ours/gone'],
    ]);
    expect(read('ocsf').map(({ class_uid }: JsonObject) => class_uid)).toEqual([2003, 2003, 2003]);
  });
});

it('no text is blank or half a character, and no tag is one that AWS has not, whatever was found', () => {
  const labels = {
    ...{ app: 'shop', 'node-role.kubernetes.io/worker': '', blank: ' ', bell: 'a\u0007' },
    ...{ [`${'a'.repeat(250)}/b`]: 'c', ['d'.repeat(128)]: 'e'.repeat(256), long: 'f'.repeat(257), ' ': 'x' },
  };
  const made = asff({
    evidence: [{ path: ' ', found: null, wanted: null, message: '\u0000' }],
    subject: { ...base.subject, id: '\u0007', region: ' ' },
    ...{ actor: '\u0001', namespace: `${'g'.repeat(2046)}😀h`, cluster: '\ud83d', tags: labels },
  });
  const [resource] = listOf(made.Resources);
  expect(objectOf(resource).Tags).toEqual({ app: 'shop', ['d'.repeat(128)]: 'e'.repeat(256) });
  for (const text of textsIn(made)) {
    expect(text.trim()).not.toBe('');
    expect(text.isWellFormed()).toBe(true);
  }
});

it('no text is too long, and none holds control characters, whatever was found', () => {
  const text = fc.string({ unit: 'binary', maxLength: 4000 });
  fc.assert(
    fc.property(text, text, (message, id) => {
      const change = {
        evidence: [{ path: id, found: null, wanted: null, message }],
        subject: { ...base.subject, id, name: id },
        ...{ actor: message, cluster: id, namespace: id },
      };
      const made = asff(change);
      expect(String(made.Title).length).toBeLessThanOrEqual(256);
      expect(String(made.Description).length).toBeLessThanOrEqual(1024);
      for (const value of textsIn([made, { ...ocsf(change), unmapped: null }]))
        expect(value).not.toMatch(/\p{Cc}/u);
    }),
    { numRuns: 100 },
  );
});

function textsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap((one) => textsIn(one as Json));
  return isObject(value) ? Object.values(value).flatMap((one) => textsIn(one ?? null)) : [];
}

describe.skipIf(absent)('the published shape of ASFF', () => {
  function isScalar(value: Json, shape: JsonObject): boolean {
    const known = shape.enum === undefined || listOf(shape.enum).includes(value);
    return known && (shape.type === 'string') === (typeof value === 'string') && !isObject(value);
  }

  /** What of a value is not as its shape says. */
  function faults(value: Json, name: string, all: JsonObject, path = name): readonly string[] {
    const shape = objectOf(all[name]);
    if (shape.type === 'structure') {
      const members = objectOf(shape.members);
      const given = objectOf(value);
      const missing = listOf(shape.required).filter((key) => given[String(key)] === undefined);
      return [
        ...missing.map((key) => `${path}.${key} is missing`),
        ...Object.entries(given).flatMap(([key, one]) => {
          const member = objectOf(members[key]).shape;
          return member === undefined
            ? [`${path}.${key} is unknown`]
            : faults(one ?? null, String(member), all, `${path}.${key}`);
        }),
      ];
    }
    if (shape.type === 'list')
      return listOf(value).flatMap((one) =>
        faults(one, String(objectOf(shape.member).shape), all, `${path}[]`),
      );
    if (shape.type === 'map')
      return textsIn(value).length >= 0 && isObject(value) ? [] : [`${path} is no map`];
    return isScalar(value, shape) ? [] : [`${path} is ${JSON.stringify(value)}`];
  }

  it('holds for every status and kind', () => {
    const all = securityHubShapes();
    for (const status of statuses)
      for (const kind of ['state', 'incident'] as const)
        expect(faults(asff({ status, kind }), 'AwsSecurityFinding', all)).toEqual([]);
    expect(faults({ ...asff(), Nonsense: 1, Id: 7 }, 'AwsSecurityFinding', all)).toHaveLength(2);
  });
});

describe.skipIf(absent)('the published schema of OCSF', () => {
  /** By the profiles that an event itself says it has. */
  const validator = () => {
    const compiled = [[], ['cloud']].map((profiles) => {
      // What it says beyond JSON Schema, such as `deprecated`, is no rule.
      const ajv = new Ajv2020({ strict: false, allErrors: true });
      return [profiles.join(), ajv.compile(ocsfSchema('compliance_finding', profiles))] as const;
    });
    return (event: JsonObject) => {
      const named = listOf(objectOf(event.metadata).profiles).join();
      const validate = new Map(compiled).get(named);
      if (validate === undefined) return [`no such profiles: ${named}`];
      return validate(event)
        ? []
        : (validate.errors ?? []).map((one) => `${one.instancePath} ${one.message}`);
    };
  };

  it('holds for every finding of a record, whatever its status, kind and subject', () => {
    const faults = validator();
    const nowhere = { ...base.subject, region: null, account: null };
    for (const status of statuses)
      for (const kind of ['state', 'incident'] as const)
        for (const change of [{}, { subject: nowhere }, { namespace: 'shop' }, { actor: null }])
          expect(faults(ocsf({ status, kind, ...change }))).toEqual([]);
    expect(faults(ocsfOf({ finding: base, control: null }, '1.0.0'))).toEqual([]);
    expect(ocsf().cloud).toMatchObject({ provider: 'AWS', account: { uid: base.subject.account } });
    expect(ocsf({ subject: nowhere }).cloud).toBeUndefined();
    expect(faults({ ...ocsf(), nonsense: 1, time: 'noon' })).toHaveLength(2);
  });

  it.skipIf(leftOut('the schema of OCSF, held against every verdict of the examples'))(
    'holds for every verdict of files',
    () => {
      const faults = validator();
      const events: JsonObject[] = listOf(
        JSON.parse(
          spawnSync('node', ['cli/seawall.js', 'evaluate', 'examples', 'events', '--format', 'ocsf'], {
            encoding: 'utf8',
            maxBuffer: 1 << 28,
          }).stdout,
        ),
      ).filter(isObject);
      expect(events.length).toBeGreaterThan(10);
      expect([...new Set(events.flatMap(faults))]).toEqual([]);
    },
  );
});
