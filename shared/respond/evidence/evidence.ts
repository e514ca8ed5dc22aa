// What is kept of a workload before it is stopped: description, network interfaces, images, last log lines; and the text that is kept. Pure.
// SPDX-License-Identifier: Apache-2.0
import { hash } from 'node:crypto';
import type { JsonObject } from '../../model/json.ts';
import { forShowing, redacted } from '../../secrets/redact.ts';

export interface ContainerImage extends JsonObject {
  readonly container: string;
  readonly image: string | null;
  readonly digest: string | null;
}

export interface ContainerLog extends JsonObject {
  readonly container: string;
  /** `log group/log stream` of CloudWatch Logs, or the pod. */
  readonly source: string;
  /** Free of credentials; the newest last. */
  readonly lines: string[];
  /** Whether there were more before them. */
  readonly cut: boolean;
}

export interface WorkloadEvidence {
  readonly kind: 'task' | 'pod';
  readonly name: string;
  /** As the platform describes it; null: not had. */
  description: JsonObject | null;
  /** The task definition; a pod's description holds its own. */
  definition: JsonObject | null;
  networkInterfaces: readonly JsonObject[];
  images: readonly ContainerImage[];
  readonly logs: ContainerLog[];
}

/** Filled as it is gathered, so that what was found counts when time runs out. */
export interface GatheredEvidence {
  readonly workloads: WorkloadEvidence[];
  /** What could not be had, in words. */
  readonly missing: string[];
  /** Logs that may still be read. */
  logsLeft: number;
}

/** Everything is bounded: who writes a log, or a manifest, must not be able to hold a response up. */
export const bounds = {
  workloads: 5,
  /** Of all workloads together. */
  logs: 20,
  lines: 200,
  /** Of one container. */
  bytes: 64 * 1024,
  /** Older lines are left where they are. */
  age: 24 * 60 * 60_000,
  /** Of one description or definition. */
  description: 256 * 1024,
  /** Milliseconds for all of the gathering, and for the keeping. */
  gathering: 10_000,
  keeping: 5000,
} as const;

export function emptyEvidence(): GatheredEvidence {
  return { workloads: [], missing: [], logsLeft: bounds.logs };
}

export function workloadEvidence(kind: WorkloadEvidence['kind'], name: string): WorkloadEvidence {
  return { kind, name, description: null, definition: null, networkInterfaces: [], images: [], logs: [] };
}

/** `evidence/<finding>/<response>.json`. */
export function evidenceKey(finding: string, response: string): string {
  return `evidence/${finding}/${response}.json`;
}

export interface EvidenceOf {
  readonly finding: string;
  readonly response: string;
  readonly control: string;
  /** ISO time. */
  readonly at: string;
}

export interface EvidenceText {
  readonly text: string;
  readonly sha256: string;
}

/** JSON in ASCII alone, so that nothing in a log line commands the terminal, or the page, that shows it. No credential is in it. */
export function evidenceText(of: EvidenceOf, { workloads, missing }: GatheredEvidence): EvidenceText {
  const written: JsonObject = {
    ...{ version: 1, ...of, missing: [...missing] },
    workloads: workloads.map(({ logs, description, definition, networkInterfaces, ...named }) => ({
      ...redacted({ ...named, images: [...named.images] }, forShowing),
      description: shortened(description),
      definition: shortened(definition),
      networkInterfaces: networkInterfaces.map((one) => redacted(one, forShowing)),
      logs: [...logs],
    })),
  };
  const text = `${asciiJson(written)}\n`;
  return { text, sha256: hash('sha256', text, 'hex') };
}

function shortened(document: JsonObject | null): JsonObject | null {
  if (document === null) return null;
  const { length } = JSON.stringify(document);
  return length > bounds.description ? { tooLarge: length } : redacted(document, forShowing);
}

function asciiJson(value: JsonObject): string {
  return JSON.stringify(value, null, 2).replace(
    /[^\x20-\x7e\n]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
