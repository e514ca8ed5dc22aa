// The sections of the frameworks, by number. Titles where their licence lets them be copied: NIST's are in the public domain.
// SPDX-License-Identifier: Apache-2.0

/** `5.1`, 3 → `5.1.1` to `5.1.3`. */
const upTo = (section: string, last: number) =>
  Array.from({ length: last }, (_, index) => `${section}.${index + 1}`);
const numbered = (prefix: string, numbers: readonly number[]) => numbers.map((one) => `${prefix}.${one}`);

/** NIST SP 800-190, chapter 4. Section 4.6 (hardware roots of trust) is about machines that AWS runs. */
export const nist: readonly (readonly [string, string])[] = [
  ['4.1.1', 'Image vulnerabilities'],
  ['4.1.2', 'Image configuration defects'],
  ['4.1.3', 'Embedded malware'],
  ['4.1.4', 'Embedded clear text secrets'],
  ['4.1.5', 'Use of untrusted images'],
  ['4.2.1', 'Insecure connections to registries'],
  ['4.2.2', 'Stale images in registries'],
  ['4.2.3', 'Insufficient authentication and authorization restrictions'],
  ['4.3.1', 'Unbounded administrative access'],
  ['4.3.2', 'Unauthorized access'],
  ['4.3.3', 'Poorly separated inter-container network traffic'],
  ['4.3.4', 'Mixing of workload sensitivity levels'],
  ['4.3.5', 'Orchestrator node trust'],
  ['4.4.1', 'Vulnerabilities within the runtime software'],
  ['4.4.2', 'Unbounded network access from containers'],
  ['4.4.3', 'Insecure container runtime configurations'],
  ['4.4.4', 'App vulnerabilities'],
  ['4.4.5', 'Rogue containers'],
  ['4.5.1', 'Large attack surface'],
  ['4.5.2', 'Shared kernel'],
  ['4.5.3', 'Host OS component vulnerabilities'],
  ['4.5.4', 'Improper user access rights'],
  ['4.5.5', 'Host file system tampering'],
  ['4.6', 'Hardware'],
];

/** Amazon EKS Benchmark 1.7, as kube-bench's cfg/eks-1.7.0 numbers it. */
export const cisEks: readonly string[] = [
  ...upTo('2.1', 2),
  ...upTo('3.1', 4),
  ...upTo('3.2', 9),
  ...upTo('4.1', 8),
  ...upTo('4.2', 5),
  ...upTo('4.3', 2),
  ...upTo('4.4', 2),
  ...upTo('4.5', 2),
  ...upTo('5.1', 4),
  '5.2.1',
  '5.3.1',
  ...upTo('5.4', 5),
  '5.5.1',
];

/** AWS Foundations Benchmark 5.0.0: Security Hub User Guide, "CIS AWS Foundations Benchmark", compares its numbers with older ones. */
export const awsFoundations: readonly string[] = [
  ...upTo('1', 21),
  ...upTo('3', 9),
  ...upTo('4', 16),
  '5.1.1',
  ...upTo('5', 7).slice(1),
];

/** Of AWS Foundational Security Best Practices what concerns containers, identities, networks and trails (Security Hub User Guide, "fsbp-standard"; ECS.1 is gone from it). */
export const fsbp: readonly string[] = [
  ...numbered('ECR', [1, 2, 3]),
  ...numbered('ECS', [2, 3, 4, 5, 8, 9, 10, 12, 16, 18, 19, 20, 21]),
  ...numbered('EKS', [1, 2, 3, 8, 9]),
  ...numbered('IAM', [1, 2, 3, 4, 5, 6, 7, 8, 21]),
  ...numbered(
    'EC2',
    [1, 2, 3, 4, 6, 7, 8, 9, 10, 15, 16, 17, 18, 19, 20, 21, 23, 24, 25, 170, 172, 180, 181],
  ),
  ...numbered('CloudTrail', [1, 2, 4, 5]),
  ...numbered('GuardDuty', [1, 5, 7, 8, 11, 12, 13]),
  ...numbered('SSM', [1, 2, 3, 4]),
  ...numbered('SecretsManager', [1, 2, 3, 4]),
];
