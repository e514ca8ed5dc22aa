// Every reference of every control names something that exists in the document it names.
import { describe, expect, it } from 'vitest';
import * as sections from '../../cli/compliance/sections.ts';
import { controls } from '../../shared/controls/index.ts';

const ids = (prefix: string, numbers: readonly string[]) => numbers.map((one) => `${prefix}${one}`);
const upTo = (section: string, last: number) =>
  Array.from({ length: last }, (_, index) => `${section}.${index + 1}`);

const nist = sections.nist.map(([id]) => id);
const cis = [
  ...ids('CIS EKS ', sections.cisEks),
  // Kubernetes Benchmark 1.9, chapter 5, as kube-bench's cfg/cis-1.9 numbers it.
  ...ids('CIS Kubernetes ', [
    ...upTo('5.1', 13),
    ...upTo('5.2', 13),
    ...upTo('5.3', 2),
    ...upTo('5.4', 2),
    '5.5.1',
    ...upTo('5.7', 4),
  ]),
  ...ids('CIS AWS Foundations ', sections.awsFoundations),
];
const { fsbp } = sections;

/** Techniques of Enterprise ATT&CK (version 17.0) for containers, IaaS and the Linux hosts beneath. */
const attack: ReadonlySet<string> = new Set(
  (
    'T1005 T1021 T1021.004 T1021.007 T1021.008 T1027 T1027.010 T1040 T1041 T1046 T1048 T1053 T1053.007 T1059 T1059.004 T1059.006 ' +
    'T1059.009 T1068 T1071 T1071.001 T1078 T1078.001 T1078.002 T1078.003 T1078.004 T1082 T1087 T1087.004 T1090 T1098 ' +
    'T1098.001 T1098.003 T1098.004 T1098.006 T1105 T1110 T1110.001 T1133 T1136 T1136.003 T1190 T1195 T1195.001 ' +
    'T1195.002 T1199 T1204 T1204.003 T1210 T1213 T1484 T1484.002 T1485 T1486 T1489 T1490 T1496 T1498 T1499 T1505 ' +
    'T1505.003 T1518 T1525 T1526 T1528 T1530 T1537 T1538 T1543 T1543.005 T1546 T1548 T1548.001 T1548.005 T1550 T1550.001 ' +
    'T1552 T1552.001 T1552.005 T1552.007 T1554 T1556 T1556.006 T1556.009 T1557 T1562 T1562.001 T1562.007 T1562.008 T1565 T1565.002 ' +
    'T1567 T1570 T1571 T1572 T1573 T1574 T1574.006 T1574.007 T1578 T1578.001 T1578.002 T1580 T1609 T1610 T1611 T1612 T1613 T1614 ' +
    'T1619 T1621 T1648 T1651 T1666 T1675'
  ).split(' '),
);

describe('references', () => {
  it.each(
    controls.map((control) => [control.id, control.references] as const),
  )('%s names what exists', (_, references) => {
    const unknown = [
      ...(references.nist ?? []).filter((id) => !nist.includes(id)),
      ...(references.cis ?? []).filter((id) => !cis.includes(id)),
      ...(references.fsbp ?? []).filter((id) => !fsbp.includes(id)),
      ...(references.attack ?? []).filter((id) => !attack.has(id)),
    ];
    expect(unknown).toEqual([]);
    expect(references.nist?.length).toBeGreaterThan(0);
    expect(references.attack?.length).toBeGreaterThan(0);
  });
});
