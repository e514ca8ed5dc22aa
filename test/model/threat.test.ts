// Which finding of a detector belongs to which control, and how grave it is.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kindOf, severityOf, type Threat, threatsOf } from '../../shared/model/threat.ts';

const threat = (type: string, change: Partial<Threat> = {}): Threat => ({
  ...{ detector: 'guardduty', type, title: type, severity: 8, id: 'f', path: 'detail.type' },
  ...{ acted: null, sample: false },
  ...change,
});
const rule = (type: string, severity = 5) => threat(type, { detector: 'falco', severity });

describe('a GuardDuty finding', () => {
  it.each([
    'CryptoCurrency:Runtime/BitcoinTool.B!DNS',
    'Backdoor:Runtime/C&CActivity.B',
    'DefenseEvasion:Runtime/FilelessExecution',
    'Execution:Runtime/ReverseShell',
    'Execution:Runtime/MaliciousFileExecuted',
    'PrivilegeEscalation:Runtime/DockerSocketAccessed',
    'Execution:ECS/MaliciousFile',
    'Execution:Kubernetes/SuspiciousFile',
    'UnauthorizedAccess:EC2/TorClient',
    'UnauthorizedAccess:IAMUser/ResourceCredentialExfiltration.OutsideAWS',
    'CredentialAccess:IAMUser/CompromisedCredentials',
    'AttackSequence:IAM/CompromisedCredentials',
    'AttackSequence:EKS/CompromisedCluster',
    'AttackSequence:ECS/CompromisedCluster',
    'AttackSequence:EC2/CompromisedInstanceGroup',
    'Trojan:EC2/DNSDataExfiltration',
    'Recon:EC2/Portscan',
  ])('%s is hostile behaviour', (type) => expect(kindOf(threat(type))).toBe('hostile'));

  it.each([
    'Execution:Runtime/NewBinaryExecuted',
    'Execution:Runtime/NewLibraryLoaded',
    'PrivilegeEscalation:Runtime/SensitiveFileModified',
  ])('%s is drift', (type) => expect(kindOf(threat(type))).toBe('drift'));

  it.each([
    'Policy:Kubernetes/ExposedDashboard',
    'PrivilegeEscalation:Kubernetes/PrivilegedContainer',
    'Execution:Kubernetes/AnomalousBehavior.ExecInPod',
    'Impact:Kubernetes/TorIPCaller',
    'Behavior:EC2/NetworkPortUnusual',
    'Recon:EC2/PortProbeUnprotectedPort',
    'UnauthorizedAccess:EC2/RDPBruteForce',
    'DefenseEvasion:EC2/UnusualDNSResolver',
    'Discovery:S3/AnomalousBehavior',
    'AttackSequence:S3/CompromisedData',
    'LateralMovement:EC2/RemoteServices',
    'Execution:EC2/MaliciousFile!Snapshot',
    'Something:New/Entirely',
  ])('%s is for other controls, or none', (type) => expect(kindOf(threat(type))).toBe('other'));

  it('of brute force counts where the host is the one that tries', () => {
    const type = 'UnauthorizedAccess:EC2/SSHBruteForce';
    expect(kindOf(threat(type, { acted: true }))).toBe('hostile');
    expect(kindOf(threat(type, { acted: false }))).toBe('other');
  });
});

describe('a Falco rule', () => {
  it.each([
    ['Drop and execute new binary in container', 'drift'],
    ['Container Drift Detected (chmod)', 'drift'],
    ['Launch Package Management Process in Container', 'drift'],
    ['Mkdir binary dirs', 'drift'],
    ['Write below etc', 'drift'],
    ['Update Package Repository', 'drift'],
    ['Detect crypto miners using the Stratum protocol', 'hostile'],
    ['Netcat Remote Code Execution in Container', 'hostile'],
    ['Detect release_agent File Container Escapes', 'hostile'],
    ['Fileless execution via memfd_create', 'hostile'],
    ['Terminal shell in container', 'entered'],
    ['Attach/Exec Pod', 'entered'],
    ['Contact K8S API Server From Container', 'other'],
  ])('%s is %s', (type, kind) => expect(kindOf(rule(type))).toBe(kind));

  it('that nobody knows counts by its priority', () => {
    expect(kindOf(rule('Acme: odd child of the payment server', 7))).toBe('hostile');
    expect(kindOf(rule('Acme: odd child of the payment server', 5))).toBe('other');
  });
});

it('severity follows GuardDuty’s bands, and never falls as the number rises', () => {
  expect([1, 3.9, 4, 6.9, 7, 8.9, 9, 10].map((severity) => severityOf(threat('x', { severity })))).toEqual([
    'low',
    'low',
    'medium',
    'medium',
    'high',
    'high',
    'critical',
    'critical',
  ]);
  const ranks = ['low', 'medium', 'high', 'critical'];
  const rank = (severity: number) => ranks.indexOf(severityOf(threat('x', { severity })));
  const severity = fc.double({ min: 0, max: 10, noNaN: true });
  fc.assert(fc.property(severity, severity, (a, b) => rank(Math.max(a, b)) >= rank(Math.min(a, b))));
});

it('the gravest of a kind comes first', () => {
  const found = threatsOf(
    [threat('A:Runtime/B', { severity: 2 }), threat('A:Runtime/C', { severity: 9 })],
    'hostile',
  );
  expect(found.map(({ type }) => type)).toEqual(['A:Runtime/C', 'A:Runtime/B']);
});
