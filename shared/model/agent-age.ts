// How old an ECS agent or a kubelet is, by its version: since its release, and behind its API server.
// SPDX-License-Identifier: Apache-2.0
import type { HostAgent } from './signatures.ts';

/**
 * Minor versions of version 1, the oldest first, each with its day. Later ones than these are not known to be old, so a table that nobody
 * renews leads to no fail. It is renewed by hand, from the pages that it names, with a release of Seawall.
 */
const released: Readonly<Record<HostAgent['kind'], readonly (readonly [number, string])[]>> = {
  // The first ECS-optimized AMI that has it (CHANGELOG.md of aws/amazon-ecs-ami): a few days after the agent itself.
  ecs: [
    [87, '2024-10-01'],
    [88, '2024-11-08'],
    [89, '2024-12-13'],
    [90, '2025-02-06'],
    [91, '2025-03-04'],
    [92, '2025-04-22'],
    [93, '2025-04-30'],
    [94, '2025-05-23'],
    [95, '2025-06-18'],
    [96, '2025-07-16'],
    [97, '2025-07-30'],
    [98, '2025-08-21'],
    [99, '2025-09-09'],
    [100, '2025-10-15'],
    [101, '2025-11-19'],
    [102, '2026-02-26'],
    [103, '2026-04-24'],
    [104, '2026-06-09'],
    [105, '2026-06-18'],
    [106, '2026-07-27'],
    [107, '2026-09-24'],
    [108, '2026-10-27'],
  ],
  // "Released on" of kubernetes.io/releases/1.NN (of former ones: data/releases/schedule.yaml of kubernetes/website).
  kubelet: [
    [28, '2023-08-15'],
    [29, '2023-12-13'],
    [30, '2024-04-17'],
    [31, '2024-08-13'],
    [32, '2024-12-11'],
    [33, '2025-04-23'],
    [34, '2025-08-27'],
    [35, '2025-12-17'],
    [36, '2026-04-22'],
    [37, '2026-08-26'],
  ],
};

/** Why an agent is too old. */
export interface Old {
  /** `released by 2024-12-11`. */
  readonly why: string;
  /** What it has to be: `1.33 or later`. */
  readonly wanted: string;
}

interface Bounds {
  /** The oldest version that is not. */
  readonly oldest: string;
  /** Months after the release of its minor version. */
  readonly months: number;
  /** ISO time to reckon from; null: not known. */
  readonly asOf: string | null;
}

/** Null where it is not old, or nobody knows it to be. */
export function whyOld(
  kind: HostAgent['kind'],
  version: string | null,
  { oldest, months, asOf }: Bounds,
): Old | null {
  if (version === null) return null;
  const day = releasedBy(kind, version);
  const why = day === null ? 'an old one' : `released by ${day}`;
  if (isOlder(version, oldest)) return { why, wanted: `${oldest} or later` };
  if (day === null || asOf === null) return null;
  const end = new Date(`${day}T00:00:00.000Z`);
  end.setUTCMonth(end.getUTCMonth() + months);
  return Date.parse(asOf) < end.getTime() ? null : { why, wanted: `at most ${months} months old` };
}

/**
 * A kubelet must not be newer than its API server, and may be up to three minor versions older; before 1.25 two (Kubernetes, "Version Skew
 * Policy"). Null where it is neither, or one of the versions is not known.
 */
export function whySkewed(kubelet: string, apiServer: string | null): Old | null {
  const [own, server] = [minorOf(kubelet), minorOf(apiServer ?? '')];
  if (own === null || server === null) return null;
  const wanted = `from 1.${Math.max(server - 3, 0)} to 1.${server}`;
  if (own > server) return { why: `newer than its API server ${apiServer}`, wanted };
  const behind = server - own;
  if (behind <= (own < 25 ? 2 : 3)) return null;
  return { why: `${behind} minor versions behind its API server ${apiServer}`, wanted };
}

/** The day by which its minor version was released; null: later than those that are known, or no version. */
function releasedBy(kind: HostAgent['kind'], version: string): string | null {
  const minor = minorOf(version);
  return released[kind].find(([known]) => minor !== null && known >= minor)?.[1] ?? null;
}

/** 34 of `v1.34.1-eks-113cf36`; those of any other major version are not known. */
function minorOf(version: string): number | null {
  const minor = /^v?1\.(\d{1,4})(?:$|[.+-])/.exec(version)?.[1];
  return minor === undefined ? null : Number(minor);
}

/** Part by part, as numbers. */
function isOlder(text: string, oldest: string): boolean {
  const parts = (whole: string) => whole.replace(/^v/, '').split(/[.+-]/, 3).map(Number);
  const [found, wanted] = [parts(text), parts(oldest)];
  const index = wanted.findIndex((part, place) => (found[place] ?? 0) !== part);
  return index >= 0 && (found[index] ?? 0) < (wanted[index] ?? 0);
}
